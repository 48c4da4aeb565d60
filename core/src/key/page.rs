use serde::{Deserialize, Serialize};

/// One page of a longer list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Page<T> {
    /// The page's items, in the platform's order.
    pub items: Vec<T>,
    /// The page's number; the first is 1.
    pub page: u32,
    /// How many items were asked for.
    pub page_size: u32,
    /// How many items there are in all, where the platform tells.
    pub total: Option<u64>,
    /// How many pages there are in all, where the platform tells.
    pub total_pages: Option<u64>,
}
