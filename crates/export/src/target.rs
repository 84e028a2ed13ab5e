//! The systems that an export can be for.

/// What an export is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Salesforce: Data Loader or Bulk API 2.0.
    Salesforce,
    /// Genesys Cloud: bulk import of external contacts.
    Genesys,
    /// Amazon Connect Customer Profiles: an import from S3.
    Connect,
    /// Zendesk: bulk import of users and organisations, and of tickets by its API.
    Zendesk,
    /// Dynamics 365: the import wizard.
    Dynamics,
    /// `HubSpot`: its import tool.
    Hubspot,
    /// Nobody's system: the unified dataset with its dictionary.
    Dataset,
}

impl Target {
    /// All targets, in the order of the help text.
    pub const ALL: [Self; 7] = [
        Self::Salesforce,
        Self::Genesys,
        Self::Connect,
        Self::Zendesk,
        Self::Dynamics,
        Self::Hubspot,
        Self::Dataset,
    ];

    /// The folder of the target's mapping presets.
    pub const fn presets(self) -> &'static str {
        match self {
            Self::Connect => "amazon_connect",
            other => other.name(),
        }
    }

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
            Self::Genesys => "genesys",
            Self::Connect => "connect",
            Self::Zendesk => "zendesk",
            Self::Dynamics => "dynamics",
            Self::Hubspot => "hubspot",
            Self::Dataset => "dataset",
        }
    }

    /// The target of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }
}
