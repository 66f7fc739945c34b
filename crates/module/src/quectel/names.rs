//! What the documents of the family call things. The usual name comes first.

use crate::ask::Word;

pub(super) use crate::ask::CLIENT;

pub(super) const HOST: Word = &["host_name"];
pub(super) const PORT: Word = &["port"];
pub(super) const RESULT: Word = &["result"];
pub(super) const CLIENT_ID: Word = &["clientID"];
pub(super) const USER: Word = &["username"];
pub(super) const PASSWORD: Word = &["password"];
pub(super) const STATE: Word = &["state"];
pub(super) const RET_CODE: Word = &["ret_code"];
pub(super) const ERR_CODE: Word = &["err_code"];
pub(super) const MSGID: Word = &["msgid", "msgID"];
pub(super) const TOPIC: Word = &["topic"];
pub(super) const QOS: Word = &["qos"];
pub(super) const RETAIN: Word = &["retain"];
pub(super) const MESSAGE: Word = &["msg"];
pub(super) const VALUE: Word = &["value"];
pub(super) const RECV_ID: Word = &["recv_id"];
pub(super) const STORED: Word = &["store_status"];
pub(super) const PAYLOAD: Word = &["payload"];
pub(super) const PAYLOAD_LENGTH: Word = &["payload_len", "payload_length"];

/// A setting: the form that makes it, and its names there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key(pub(super) &'static str, pub(super) Word);

pub(super) const VERSION: Key = Key("version", &["vsn", "version"]);
pub(super) const CONTEXT: Key = Key("pdpcid", &["cid"]);
pub(super) const KEEP_ALIVE: Key = Key("keepalive", &["keep_alive_time", "keep-alive time"]);
pub(super) const PING_INTERVAL: Key = Key("qmtping", &["qmtping_interval"]);
pub(super) const CLEAN: Key = Key("session", &["clean_session"]);
pub(super) const TIMEOUT: Key = Key("timeout", &["pkt_timeout"]);
pub(super) const RETRIES: Key = Key("timeout", &["retry_times"]);
pub(super) const NOTICE: Key = Key("timeout", &["timeout_notice"]);
pub(super) const WILL: Key = Key("will", &["will_fg"]);
pub(super) const WILL_QOS: Key = Key("will", &["will_qos"]);
pub(super) const WILL_RETAIN: Key = Key("will", &["will_retain"]);
pub(super) const WILL_TOPIC: Key = Key("will", &["willtopic", "will_topic"]);
pub(super) const WILL_MESSAGE: Key = Key("will", &["willmessage", "will_msg"]);
pub(super) const WILL_LENGTH: Key = Key("willex", &["will_len"]);
pub(super) const SSL: Key = Key("ssl", &["SSL_enable"]);
pub(super) const SSL_CONTEXT: Key = Key("ssl", &["SSL_ctx_idx", "SSL_contextID"]);
pub(super) const SSL_SOCKET: Key = Key("ssl", &["SSL_connectID"]);
pub(super) const ALI_PRODUCT: Key = Key("aliauth", &["product_key", "product key"]);
pub(super) const ALI_DEVICE: Key = Key("aliauth", &["device_name", "device name"]);
pub(super) const ALI_SECRET: Key = Key("aliauth", &["device_secret", "device secret"]);
pub(super) const ONENET_PRODUCT: Key = Key("onenet", &["product id"]);
pub(super) const ONENET_KEY: Key = Key("onenet", &["access key"]);
pub(super) const SEND_FORMAT: Key = Key("dataformat", &["send_mode", "send_format"]);
pub(super) const RECV_FORMAT: Key = Key("dataformat", &["rcv_mode", "recv_mode", "recv_format"]);
pub(super) const EDIT_TIMEOUT: Key = Key("edit/timeout", &["edit_timeout"]);
pub(super) const EDIT_LIMITED: Key = Key("edit/timeout", &["enable_timeout"]);
