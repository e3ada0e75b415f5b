import os
from decimal import Decimal

import requests

url = {{ url }}
name = {{ user }}

fields = {"reseller": name, "password": os.environ["API_PASSWORD"], "customer": name}
answer = requests.post(url, fields).json(parse_float=Decimal)
if answer["status"] != 0:
    raise SystemExit(f"status {answer['status']}: {answer['message']}")
print(answer["credits"])
