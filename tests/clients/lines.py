"""One call a line on standard input, one answer a line on standard output, both as JSON."""

import json
import sys
import xmlrpc.client


class HttpStatus(Exception):
    """The server answered with something that is no XML-RPC answer."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


def answer_calls(call):
    """Makes the calls `{"method": NAME, "params": [...]}` with `call(method, params)`, until the input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(outcome(call, request)), flush=True)


def outcome(call, request):
    try:
        return {"result": call(request["method"], request["params"])}
    except xmlrpc.client.Fault as fault:
        return {"fault": {"code": fault.faultCode, "string": fault.faultString}}
    except HttpStatus as error:
        return {"http": error.status}
