//! What records have in common: frozen, compared by value, shown without secrets.

/// A class of records that wrap one of the core's. Each attribute has a text and a way to read it.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $class:ident($core:ty) {
            $($(#[$attribute_doc:meta])* $attribute:ident: $type:ty = |$record:ident| $read:expr;)*
        }
        { $($own:tt)* }
    ) => {
        $(#[$doc])*
        #[pyclass(frozen, eq, module = "keyhelm")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $class(pub(crate) $core);

        #[pymethods]
        impl $class {
            $($(#[$attribute_doc])*
            #[getter]
            fn $attribute(&self) -> $type {
                let $record = &self.0;
                $read
            })*

            #[classattr]
            fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyTuple>> {
                pyo3::types::PyTuple::new(py, [$(stringify!($attribute)),*])
            }

            fn __repr__(this: &Bound<'_, Self>) -> PyResult<String> {
                $crate::record::show(stringify!($class), this.as_any(), &[$(stringify!($attribute)),*])
            }

            $($own)*
        }
    };
}

/// The methods of records that are written as JSON.
macro_rules! plain_record {
    ($($head:tt)*) => {
        $crate::record::record! {
            $($head)*
            {
                /// The same names as in every language, ready for JSON: times are RFC 3339 in UTC.
                fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
                    $crate::record::to_dict(py, &self.0)
                }

                fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
                    $crate::record::hash(py, &self.0)
                }

                fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
                    $crate::record::reduce::<Self>(py, &self.0)
                }

                #[staticmethod]
                fn _restore(text: &str) -> PyResult<Self> {
                    $crate::record::restore(text).map(Self)
                }
            }
        }
    };
}

pub(crate) use {plain_record, record};

use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyString},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::json;

/// `Name(attribute=value, …)`.
pub(crate) fn show(class: &str, record: &Bound<'_, PyAny>, attributes: &[&str]) -> PyResult<String> {
    let shown = attributes.iter().map(|name| Ok(format!("{name}={}", record.getattr(*name)?.repr()?)));
    Ok(format!("{class}({})", shown.collect::<PyResult<Vec<_>>>()?.join(", ")))
}

fn unwritable(_: serde_json::Error) -> PyErr {
    PyValueError::new_err("the record cannot be written")
}

/// The same names as in every language, times as RFC 3339 in UTC.
pub(crate) fn to_dict<'py>(py: Python<'py>, record: &impl Serialize) -> PyResult<Bound<'py, PyDict>> {
    let value = serde_json::to_value(record).map_err(unwritable)?;
    Ok(json::to_python(py, &value)?.cast_into::<PyDict>()?)
}

pub(crate) fn hash(py: Python<'_>, record: &impl Serialize) -> PyResult<isize> {
    PyString::new(py, &serde_json::to_string(record).map_err(unwritable)?).hash()
}

/// For pickling: the class's `_restore` and the record as text.
pub(crate) fn reduce<'py, C: pyo3::PyTypeInfo>(
    py: Python<'py>,
    record: &impl Serialize,
) -> PyResult<(Bound<'py, PyAny>, (String,))> {
    let text = serde_json::to_string(record).map_err(unwritable)?;
    Ok((py.get_type::<C>().getattr("_restore")?, (text,)))
}

pub(crate) fn restore<T: DeserializeOwned>(text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|_| PyValueError::new_err("no record was written here"))
}
