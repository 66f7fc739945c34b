//! What documents of the family call their parameters.

use crate::ask::Word;

pub(super) const CLIENT: Word = &["Client id"];
pub(super) const STATUS: Word = &["Status"];

pub(super) const USER: Word = &["Username"];
pub(super) const PASSWORD: Word = &["Password"];
pub(super) const IDENTIFIER: Word = &["ClientIDStr"];

pub(super) const HOST: Word = &["Remote IP/URL"];
pub(super) const PORT: Word = &["Remote Port"];
pub(super) const CLEAN: Word = &["Cleansession flag", "Cleansession Flag"];
pub(super) const KEEP_ALIVE: Word = &["Keepalive time", "Keepalive Time"];

pub(super) const TOPIC: Word = &["Topic"];
pub(super) const QOS: Word = &["Qos"];
pub(super) const RETAIN: Word = &["Retain flag"];
pub(super) const PAYLOAD: Word = &["Payload"];
pub(super) const SIZE: Word = &["Datasize"];

pub(super) const TOPIC_LENGTH: Word = &["tlength"];
pub(super) const PAYLOAD_LENGTH: Word = &["plength"];
pub(super) const MODE: Word = &["mode"];
pub(super) const CAUSE: Word = &["cause"];

pub(super) const OPERATION: Word = &["operation"];
pub(super) const ADDRESS: Word = &["ip"];
