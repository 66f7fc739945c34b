//! How documents of this family call what a command or a line says.

use crate::ask::Word;

/// Which client, or the session of that client.
pub(super) const CLIENT: Word = &["client_index", "index", "session_id"];
pub(super) const ERR: Word = &["err"];
pub(super) const CLIENT_ID: Word = &["clientID"];
pub(super) const SERVER_TYPE: Word = &["server_type"];
pub(super) const CONTEXT: Word = &["ssl_ctx_index"];
pub(super) const QOS: Word = &["qos"];
pub(super) const DUP: Word = &["dup"];
pub(super) const TOPIC: Word = &["topic"];

// A connection.
pub(super) const ADDRESS: Word = &["server_addr"];
pub(super) const KEEP_ALIVE: Word = &["keepalive_time"];
pub(super) const CLEAN: Word = &["clean_session"];
pub(super) const USER: Word = &["user_name"];
pub(super) const PASSWORD: Word = &["pass_word"];
pub(super) const DISCONNECTED: Word = &["disc_state"];
pub(super) const TIMEOUT: Word = &["timeout"];

// A publish.
pub(super) const PUB_TIMEOUT: Word = &["pub_timeout"];
pub(super) const RETAINED: Word = &["retained"];

// Settings of a client.
pub(super) const CHECK: Word = &["checkUTF8_flag"];
pub(super) const PATIENCE: Word = &["optimeout_val"];
pub(super) const VERSION: Word = &["version"];

// What comes unasked.
pub(super) const CAUSE: Word = &["cause"];
pub(super) const TOPIC_TOTAL: Word = &["topic_total_len"];
pub(super) const PAYLOAD_TOTAL: Word = &["payload_total_len"];
pub(super) const TOPIC_PIECE: Word = &["sub_topic_len"];
pub(super) const PAYLOAD_PIECE: Word = &["sub_payload_len"];

// Certificates.
pub(super) const FILE: Word = &["filename"];
