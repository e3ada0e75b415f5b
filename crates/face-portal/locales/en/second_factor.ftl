# The second step of signing in.
nav-second-factor = Second step
second-factor-title = Second step of signing in
second-factor-lead = With it, signing in asks for a code from an app on your phone beside your password, so that a password that somebody learned does not let him in.
second-factor-on = On
second-factor-off = Off
second-factor-since = On since { $moment }.
second-factor-codes-left = { $count ->
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
}
second-factor-few-codes = You have few recovery codes left. Make new ones before you need them.
second-factor-begin = Set it up
second-factor-set-up = Set up the second step
second-factor-step-app = Have an app at hand
second-factor-step-app-text = Any app that makes time-based codes (TOTP) does, such as the one of your password manager.
second-factor-step-scan = Give it the secret
second-factor-step-scan-text = Scan the picture with the app, or type the secret into it:
second-factor-picture = QR code with the secret that is written below
second-factor-open = Open in an app on this device
second-factor-step-code = Type the code that it shows
second-factor-code-hint = Six digits. When they are right, the second step is on and your other sessions end.
second-factor-confirm = Turn on
second-factor-renew = New recovery codes
second-factor-renew-text = You get { $count } new codes; the ones you have stop working.
second-factor-turn-off = Turn off
second-factor-turn-off-text = Your password alone will let you in. Your recovery codes stop working.
recovery-codes-title = Recovery codes
recovery-codes-text = The second step is on. Each of these codes signs you in once, should you lose your phone:
recovery-codes-note = They are shown only now. Print them, or keep them where you keep your passwords, but not on the phone.
recovery-codes-done = I have kept them
code = Code
code-hint = Six digits from your app, or one of your recovery codes.
code-wrong = This code is wrong or was used already. Try the next one.
sign-in-code-title = Second step
sign-in-code-lead = Your password was right. Now type the code that your app shows.
sign-in-code-help = No phone and no recovery codes? Whoever manages your account can turn this step off.
sign-in-code-other = Sign in as somebody else
copy = Copy
copied = Copied
notice-second-factor-off = The second step is turned off.
notice-sign-in-ended = That took too long. Sign in again.
