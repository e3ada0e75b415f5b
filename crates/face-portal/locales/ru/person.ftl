# Вход, пароль, сеансы.
sign-in = Вход
login = Логин или имя пользователя
password = Пароль
sign-in-help = Забыли пароль? Тот, кто ведёт вашу учётную запись, может выдать вам одноразовый.
sign-in-denied = Неверный логин или пароль.
sign-in-throttled = Слишком много попыток. Подождите { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[other] { $seconds } секунд
} и попробуйте ещё раз.

password-title = Смена пароля
password-lead = После смены вы останетесь здесь, а остальные ваши сеансы завершатся.
password-forced = Вы вошли с одноразовым паролем. Чтобы продолжить, задайте свой.
password-current = Текущий пароль
password-new = Новый пароль
password-repeated = Новый пароль ещё раз
password-change = Сменить пароль
password-wrong = Это не ваш текущий пароль.
password-differs = Пароли не совпадают.
password-same = Это ваш текущий пароль. Выберите другой.
password-policy-1 = Длинный, который вы больше нигде не используете.
password-policy-2 = Не менее 8 знаков, среди них буква и цифра.
password-policy-3 = Не менее 12 знаков, среди них заглавная и строчная буквы, цифра и другой знак.
password-rule-1 = Без правил
password-rule-2 = Среднее правило
password-rule-3 = Строгое правило
password-error-empty = Введите пароль.
password-error-short = { $count ->
    [one] Нужен хотя бы { $count } знак.
    [few] Нужны хотя бы { $count } знака.
   *[other] Нужно хотя бы { $count } знаков.
}
password-error-long = { $count ->
    [one] Больше { $count } знака нельзя.
   *[other] Больше { $count } знаков нельзя.
}
password-error-control = В нём есть знак, которого нет на клавиатуре.
password-error-letter = Нужна буква.
password-error-digit = Нужна цифра.
password-error-case = Нужны заглавная и строчная буквы.
password-error-symbol = Нужен знак, который не буква и не цифра.

sessions-title = Сеансы
sessions-lead = Где вы вошли. Сеанс завершается через час без действий и в любом случае через двенадцать часов.
sessions-end-others = Завершить остальные
sessions-end-others-text = Везде, кроме этого места, придётся войти заново.
session-browser = Браузер
session-peer = Адрес
session-created = Вход
session-seen = Последнее действие
session-state = Состояние
session-current = Этот сеанс
session-end = Завершить
session-unknown = Неизвестно
