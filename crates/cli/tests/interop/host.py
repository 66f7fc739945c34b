#!/usr/bin/env python3
"""A host driver in another language: talks to a virtual module through pyserial, and asks mosquitto's clients what
really went over the network.

host.py LINK DIALECT HOST PORT PLAIN_PORT [CA.pem]
"""

import subprocess
import sys
import time

import serial

UP, DOWN = "hayes/up", "hayes/down"
SENT = "counted: \"quotes\" and > too"
PLAIN = "from the module"
ANSWER = "hello from outside"


class Modem:
    """A module on its line."""

    def __init__(self, link):
        self.port = serial.Serial(link, 115200, timeout=0.1, exclusive=True)
        self.heard = b""

    def until(self, *wanted, within=30):
        """Waits for all of these, in any order; what came before the last of them is done with."""
        deadline = time.monotonic() + within
        wanted = [word.encode() for word in wanted]
        while not all(word in self.heard for word in wanted):
            if b"ERROR" in self.heard or time.monotonic() > deadline:
                raise SystemExit(f"{wanted} did not come, but {self.heard!r}")
            self.heard += self.port.read(256)
        end = max(self.heard.index(word) + len(word) for word in wanted)
        heard, self.heard = self.heard[:end], self.heard[end:]
        return heard

    def ask(self, line, *wanted):
        self.port.write(line.encode() + b"\r")
        return self.until(*(wanted or ["\r\nOK\r\n"]))

    def data(self, line, data, *wanted):
        """A command that asks for data."""
        self.ask(line, ">")
        self.port.write(data.encode())
        return self.until(*(wanted or ["\r\nOK\r\n"]))


def bc26(modem, host, port, ca):
    if ca:
        modem.ask('AT+QSSLCFG=1,5,"seclevel",1')
        modem.data('AT+QSSLCFG=1,5,"cacert"', ca + "\x1a")
        modem.ask('AT+QMTCFG="ssl",0,1,1,5')
    connect_quectel(modem, host, port)
    modem.data(f'AT+QMTPUB=0,2,1,1,"{UP}"', PLAIN + "\x1a", "+QMTPUB: 0,2,0\r\n")


def bc20(modem, host, port, ca):
    assert ca is None, "its document knows no TLS"
    connect_quectel(modem, host, port)
    modem.ask(f'AT+QMTPUB=0,2,1,1,"{UP}","{PLAIN}"', "+QMTPUB: 0,2,0\r\n")


def ecx00u(modem, host, port, ca):
    if ca:
        modem.ask('AT+QMTCFG="ssl",0,1,2')
        modem.ask(f'AT+QFUPL="UFS:ca.pem",{len(ca)},100', "CONNECT")
        modem.port.write(ca.encode())
        modem.until("\r\nOK\r\n")
        modem.ask('AT+QSSLCFG="cacert",2,"UFS:ca.pem"')
        modem.ask('AT+QSSLCFG="seclevel",2,1')
        modem.ask('AT+QSSLCFG="sslversion",2,4')
    connect_quectel(modem, host, port)
    modem.data(f'AT+QMTPUBEX=0,2,1,1,"{UP}",{len(SENT)}', SENT, "+QMTPUBEX: 0,2,0\r\n")


def connect_quectel(modem, host, port):
    modem.ask(f'AT+QMTOPEN=0,"{host}",{port}', "+QMTOPEN: 0,0\r\n")
    modem.ask('AT+QMTCONN=0,"hayes-module"', "+QMTCONN: 0,0,0\r\n")
    modem.ask(f'AT+QMTSUB=0,1,"{DOWN}",1', "+QMTSUB: 0,1,0,1\r\n")


def quectel_ends(modem):
    modem.ask("AT+QMTDISC=0", "+QMTDISC: 0,0\r\n")


def simcom(modem, host, port, ca):
    if ca:
        modem.data(f'AT+CCERTDOWN="ca.pem",{len(ca)}', ca)
        modem.ask('AT+CSSLCFG="sslversion",0,4')
        modem.ask('AT+CSSLCFG="authmode",0,1')
        modem.ask('AT+CSSLCFG="cacert",0,"ca.pem"')
    modem.ask("AT+CMQTTSTART", "+CMQTTSTART: 0\r\n")
    modem.ask(f'AT+CMQTTACCQ=0,"hayes-module",{1 if ca else 0}')
    if ca:
        modem.ask("AT+CMQTTSSLCFG=0,0")
    modem.ask(f'AT+CMQTTCONNECT=0,"tcp://{host}:{port}",60,1', "+CMQTTCONNECT: 0,0\r\n")
    modem.data(f"AT+CMQTTSUB=0,{len(DOWN)},1", DOWN, "+CMQTTSUB: 0,0\r\n")
    modem.data(f"AT+CMQTTTOPIC=0,{len(UP)}", UP)
    modem.data(f"AT+CMQTTPAYLOAD=0,{len(SENT)}", SENT)
    modem.ask("AT+CMQTTPUB=0,1,60,1", "+CMQTTPUB: 0,0\r\n")


def simcom_ends(modem):
    modem.ask("AT+CMQTTDISC=0,60", "+CMQTTDISC: 0,0\r\n")
    modem.ask("AT+CMQTTREL=0")
    modem.ask("AT+CMQTTSTOP", "+CMQTTSTOP: 0\r\n")


def fibocom(modem, host, port, ca):
    assert ca is None, "its document knows no TLS"
    modem.ask("AT+MIPCALL=1", "+MIPCALL: ")
    modem.ask('AT+MQTTUSER=1,"user","secret","hayes-module"')
    modem.ask(f'AT+MQTTOPEN=1,"{host}",{port},0,60', "+MQTTOPEN: 1,1\r\n")
    modem.ask(f'AT+MQTTSUB=1,"{DOWN}",1', "+MQTTSUB: 1,1\r\n")
    modem.ask(f'AT+MQTTPUB=1,"{UP}",1,1,"{PLAIN}"', "+MQTTPUB: 1,1\r\n")


def fibocom_ends(modem):
    modem.ask("AT+MQTTCLOSE=1", "+MQTTCLOSE: 1,1\r\n")


# How each begins and ends, and what it publishes.
DIALECTS = {
    "quectel-bc20": (bc20, quectel_ends, PLAIN),
    "quectel-bc26": (bc26, quectel_ends, PLAIN),
    "quectel-ecx00u": (ecx00u, quectel_ends, SENT),
    "simcom-sim7672": (simcom, simcom_ends, SENT),
    "fibocom": (fibocom, fibocom_ends, PLAIN),
}


def mosquitto(program, port, *args):
    command = [program, "-h", "127.0.0.1", "-p", port, *args]
    return subprocess.run(command, check=True, timeout=30, capture_output=True, text=True).stdout


def main(link, dialect, host, port, plain_port, ca=None):
    begin, end, payload = DIALECTS[dialect]
    if ca:
        with open(ca, encoding="ascii") as file:
            ca = file.read()
    modem = Modem(link)
    modem.ask("AT")
    begin(modem, host, port, ca)
    # It was published with the retain flag: whoever comes later gets it.
    seen = mosquitto("mosquitto_sub", plain_port, "-t", UP, "-C", "1", "-W", "20", "-N")
    if seen != payload:
        raise SystemExit(f"published {payload!r}, and mosquitto has {seen!r}")
    mosquitto("mosquitto_pub", plain_port, "-t", DOWN, "-q", "1", "-m", ANSWER)
    modem.until(ANSWER)
    end(modem)
    modem.ask("AT")
    modem.port.close()
    # The port may be closed and opened again.
    Modem(link).ask("AT")
    mosquitto("mosquitto_pub", plain_port, "-t", UP, "-r", "-n")


main(*sys.argv[1:])
