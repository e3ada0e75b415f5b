curl --fail-with-body --digest --user {{ user }}:"$API_PASSWORD" \
  --header 'Content-Type: text/xml' --data-binary @- \
  {{ url }} <<'XML'
<?xml version="1.0"?>
<methodCall>
  <methodName>listCustomers</methodName>
  <params><param><value><struct>
    <member><name>limit</name><value><int>10</int></value></member>
  </struct></value></param></params>
</methodCall>
XML
