# Второй шаг входа.
nav-second-factor = Второй шаг входа
second-factor-title = Второй шаг входа
second-factor-lead = С ним при входе, кроме пароля, нужен код из приложения на телефоне: узнав ваш пароль, никто не войдёт.
second-factor-on = Включён
second-factor-off = Выключен
second-factor-since = Включён с { $moment }.
second-factor-codes-left = { $count ->
    [one] Остался { $count } запасной код.
    [few] Осталось { $count } запасных кода.
   *[other] Осталось { $count } запасных кодов.
}
second-factor-few-codes = Запасных кодов почти не осталось. Создайте новые, пока они не понадобились.
second-factor-begin = Настроить
second-factor-set-up = Настройка второго шага
second-factor-step-app = Возьмите приложение
second-factor-step-app-text = Подойдёт любое, которое создаёт коды по времени (TOTP), например ваш менеджер паролей.
second-factor-step-scan = Передайте ему секрет
second-factor-step-scan-text = Наведите приложение на картинку или введите в него секрет:
second-factor-picture = QR-код с секретом, который написан ниже
second-factor-open = Открыть в приложении на этом устройстве
second-factor-step-code = Введите код, который оно показывает
second-factor-code-hint = Шесть цифр. Если они верны, второй шаг включится, а остальные ваши сеансы завершатся.
second-factor-confirm = Включить
second-factor-renew = Новые запасные коды
second-factor-renew-text = { $count ->
    [one] Вы получите { $count } новый код, прежние перестанут действовать.
    [few] Вы получите { $count } новых кода, прежние перестанут действовать.
   *[other] Вы получите { $count } новых кодов, прежние перестанут действовать.
}
second-factor-turn-off = Выключить
second-factor-turn-off-text = Для входа хватит одного пароля. Запасные коды перестанут действовать.
recovery-codes-title = Запасные коды
recovery-codes-text = Второй шаг включён. Если потеряете телефон, с каждым из этих кодов можно войти один раз:
recovery-codes-note = Они показаны только сейчас. Распечатайте их или храните вместе с паролями, но не в телефоне.
recovery-codes-done = Коды сохранены
code = Код
code-hint = Шесть цифр из приложения или один из запасных кодов.
code-wrong = Код неверен или уже использован. Попробуйте следующий.
sign-in-code-title = Второй шаг
sign-in-code-lead = Пароль верный. Теперь введите код, который показывает приложение.
sign-in-code-help = Нет ни телефона, ни запасных кодов? Тот, кто ведёт вашу учётную запись, может отключить этот шаг.
sign-in-code-other = Войти под другим именем
copy = Копировать
copied = Скопировано
notice-second-factor-off = Второй шаг выключен.
notice-sign-in-ended = Прошло слишком много времени. Войдите снова.
