<?php
$body = <<<'XML'
<?xml version="1.0"?>
<methodCall>
  <methodName>listCustomers</methodName>
  <params><param><value><struct>
    <member><name>limit</name><value><int>10</int></value></member>
  </struct></value></param></params>
</methodCall>
XML;

$call = curl_init({{ url }});
curl_setopt_array($call, [
    CURLOPT_HTTPAUTH => CURLAUTH_DIGEST,
    CURLOPT_USERNAME => {{ user }},
    CURLOPT_PASSWORD => getenv('API_PASSWORD'),
    CURLOPT_HTTPHEADER => ['Content-Type: text/xml'],
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_FAILONERROR => true,
    CURLOPT_RETURNTRANSFER => true,
]);
$answer = curl_exec($call);
if ($answer === false) {
    fwrite(STDERR, curl_error($call) . "\n");
    exit(1);
}
echo $answer, "\n";
