//! The phased integration report: HTML, charts, workbook
