use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple, PyType},
};

use crate::{
    record::{show, to_dict},
    records::ApiKey,
};

/// One page of a longer list.
#[pyclass(frozen, module = "keyhelm")]
#[expect(clippy::struct_field_names, reason = "they are the attributes, named as in every language")]
pub(crate) struct Page {
    items: Py<PyTuple>,
    page: u32,
    page_size: u32,
    total: Option<u64>,
    total_pages: Option<u64>,
}

impl Page {
    pub(crate) fn new(py: Python<'_>, page: keyhelm::Page<keyhelm::ApiKey>) -> PyResult<Self> {
        let items = page.items.into_iter().map(|key| Bound::new(py, ApiKey(key)));
        let items = PyTuple::new(py, items.collect::<PyResult<Vec<_>>>()?)?.unbind();
        let keyhelm::Page { page, page_size, total, total_pages, .. } = page;
        Ok(Self { items, page, page_size, total, total_pages })
    }
}

type Parts<'py> = (Bound<'py, PyTuple>, u32, u32, Option<u64>, Option<u64>);

#[pymethods]
impl Page {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        ("items", "page", "page_size", "total", "total_pages")
    }

    /// The page's items, in the platform's order.
    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        self.items.bind(py).clone()
    }

    /// The page's number; the first is 1.
    #[getter]
    fn page(&self) -> u32 {
        self.page
    }

    /// How many items were asked for.
    #[getter]
    fn page_size(&self) -> u32 {
        self.page_size
    }

    /// How many items there are in all, where the platform tells.
    #[getter]
    fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many pages there are in all, where the platform tells.
    #[getter]
    fn total_pages(&self) -> Option<u64> {
        self.total_pages
    }

    /// The same names as in every language, ready for JSON: times are RFC 3339 in UTC.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let items = self.items.bind(py).iter();
        let items = items.map(|item| to_dict(py, &item.cast::<ApiKey>()?.get().0));
        let dict = PyDict::new(py);
        dict.set_item("items", items.collect::<PyResult<Vec<_>>>()?)?;
        dict.set_item("page", self.page)?;
        dict.set_item("page_size", self.page_size)?;
        dict.set_item("total", self.total)?;
        dict.set_item("total_pages", self.total_pages)?;
        Ok(dict)
    }

    fn __eq__(this: &Bound<'_, Self>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        let py = this.py();
        let Ok(other) = other.cast::<Self>() else { return Ok(py.NotImplemented()) };
        let (this, other) =
            (this.get().parts(py).into_pyobject(py)?, other.get().parts(py).into_pyobject(py)?);
        Ok(this.eq(other)?.into_pyobject(py)?.to_owned().into_any().unbind())
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.parts(py).into_pyobject(py)?.hash()
    }

    fn __repr__(this: &Bound<'_, Self>) -> PyResult<String> {
        show("Page", this.as_any(), &["items", "page", "page_size", "total", "total_pages"])
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Parts<'py>)> {
        Ok((py.get_type::<Self>().getattr("_restore")?, self.parts(py)))
    }

    #[classmethod]
    fn _restore(
        _class: &Bound<'_, PyType>,
        items: Py<PyTuple>,
        page: u32,
        page_size: u32,
        total: Option<u64>,
        total_pages: Option<u64>,
    ) -> Self {
        Self { items, page, page_size, total, total_pages }
    }
}

impl Page {
    fn parts<'py>(&self, py: Python<'py>) -> Parts<'py> {
        (self.items(py), self.page, self.page_size, self.total, self.total_pages)
    }
}
