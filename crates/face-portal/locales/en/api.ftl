# The API page: how the customer's own programs call.
nav-api = API
api-title = API
api-lead = Your own programs can do what you do here.
api-endpoints = Endpoints
api-voice = Voice dialect (XML-RPC)
api-messaging = Messaging dialect (REST)
api-description = Machine-readable description (OpenAPI)
api-samples = Samples
api-samples-lead = Ready to run, with your own names. Put your API password into the environment variable that they read:
api-voice-sample = Lists your first ten customers. The user name is your web login, sent by HTTP Digest. The Python program uses the package requests.
api-voice-none = Calls are signed in by web login, and you have none.
api-messaging-sample = Tells your message credits. The user name is your customer name, sent in the form. The Python program uses the package requests.
api-messaging-none = Calls are signed in by your customer name, and this dialect takes no name with a space or an @ in it.
