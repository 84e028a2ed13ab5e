//! Matching, step alignment and rule conflicts of two procedure catalogues
