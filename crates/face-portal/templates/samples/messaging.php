<?php
$name = {{ user }};
$fields = ['reseller' => $name, 'password' => getenv('API_PASSWORD'), 'customer' => $name];

$call = curl_init({{ url }});
curl_setopt_array($call, [
    CURLOPT_POSTFIELDS => http_build_query($fields),
    CURLOPT_FAILONERROR => true,
    CURLOPT_RETURNTRANSFER => true,
]);
$body = curl_exec($call);
if ($body === false) {
    fwrite(STDERR, curl_error($call) . "\n");
    exit(1);
}
$answer = json_decode($body, true);
if ($answer['status'] !== 0) {
    fwrite(STDERR, "status {$answer['status']}: {$answer['message']}\n");
    exit(1);
}
echo $answer['credits'], "\n";
