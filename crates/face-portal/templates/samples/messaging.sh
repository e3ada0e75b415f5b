printf %s "$API_PASSWORD" | curl --fail-with-body \
  --data-urlencode reseller={{ user }} \
  --data-urlencode password@- \
  --data-urlencode customer={{ user }} \
  {{ url }}
