//! What the readings of a document leave open of a form.

use hayes_at::message::Value;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Aim, Form, Place, Reading};

use super::subject::Subject;
use crate::case::slug;

impl Subject<'_> {
    /// The readings that leave open what the form does with a parameter, or, without one, how it is answered.
    pub(super) fn readings(&self, param: Option<&str>) -> Vec<String> {
        of(self.dialect, self.form, param)
    }

    /// The readings by which the form may refuse this lawful value of a parameter: those that open all of them, or just
    /// this one.
    pub(super) fn readings_inside(&self, place: &Place, value: &Value) -> Vec<String> {
        let mut ids = self.readings(Some(&format!("{}:inside", place.written)));
        if let Value::Int(number) = value {
            add(&mut ids, self.readings(Some(&format!("{}={number}", place.written))));
        }
        ids
    }

    /// The readings that leave open what becomes of a line without its last parameter.
    pub(super) fn readings_without(&self, last: &str) -> Vec<String> {
        let command = self.form.id.command;
        let about = |reading: &&Reading| {
            reading.about.iter().any(|t| matches!(t.aim, Aim::Command(id) if id == command))
        };
        let named = |reading: &&Reading| {
            reading.says.contains(last)
                || reading.id.contains(&slug(last))
                || reading.ways.iter().any(|(_, way)| way.contains(last))
                || reading.id.contains("left-out")
        };
        let mut ids = self.readings(None);
        let more = self.dialect.readings.iter().filter(about).filter(named);
        add(&mut ids, more.map(|reading| reading.id.clone()).collect());
        ids
    }
}

/// The readings that leave open what a form does with a parameter, or, without one, how it is answered.
pub(super) fn of(dialect: &Dialect, form: &Form, param: Option<&str>) -> Vec<String> {
    let exactly =
        |reading: &Reading| reading.about.iter().any(|t| matches!(t.aim, Aim::Form(id) if id == form.id));
    // `retry_times` opens both sides of a parameter's limits, `retry_times:inside` and `retry_times:outside` one, and
    // `retry_times=0` a single value.
    let opens = |reading: &Reading, name: &str| {
        let whole = name.split([':', '=']).next().unwrap_or(name);
        reading.opens.iter().any(|open| open == name || open == whole)
    };
    let readings = dialect.readings.iter().filter(|reading| is_about(reading, form));
    let open = readings.filter(|r| param.map_or_else(|| exactly(r), |name| opens(r, name)));
    open.map(|reading| reading.id.clone()).collect()
}

/// Is a reading about a form, or its command?
pub(super) fn is_about(reading: &Reading, form: &Form) -> bool {
    reading.about.iter().any(|target| target.aim.is_of(form.id))
}

fn add(ids: &mut Vec<String>, more: Vec<String>) {
    for id in more {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
}
