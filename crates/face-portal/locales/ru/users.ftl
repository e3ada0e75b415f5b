# Пользователи: список, один из них, создание и изменение.
nav-users = Пользователи
nav-account = Моя учётная запись

list-state = Состояние
list-state-any = Все
list-state-active = Активные
list-state-blocked = Заблокированные

users-title = Пользователи
users-title-of = Пользователи: { $name }
users-search = Имя начинается с
users-new = Новый пользователь
users-none = Пользователей пока нет
users-none-text = Здесь появятся пользователи, созданные на сайте или через интерфейсы.
users-not-found = Никто не найден
users-not-found-text = Таких пользователей нет. Поиск смотрит на начало имени.
users-all = Показать всех пользователей
customer-users = Пользователи

user-name = Имя пользователя
user-name-hint = С ним входят и отправляют сообщения. Без пробелов; часто имя@компания.
user-name-taken = Это имя уже занято.
user-name-rule = Такое имя не подходит под правило, заданное у клиента.
user-number = Номер
user-object-id = Идентификатор для сообщений
user-contact = Контактное лицо
user-kind = Вид
user-kind-messages = Сообщения
user-kind-voice = Телефония
user-balance = Баланс
user-status = Состояние
user-phone-hint = Цифры, пробелы и знак +.
user-identity = Кто это
user-sending = Отправка
user-sender = Отправитель
user-sender-hint = Стоит в сообщениях, где отправитель не указан: от 3 до 16 цифр либо от 2 до 11 букв и других знаков.
user-sender-none = Как у клиента
user-swappable = Отправителя можно заменить
user-swappable-fact = Можно заменить
user-swappable-hint = Если сеть его не принимает.
user-push = Отчёты о доставке
user-access = Доступ
user-password = Пароль
user-password-repeated = Пароль ещё раз
user-make = Создать пользователя
user-save = Сохранить
user-edit = Изменить
user-edit-lead = Пароль и отчёты о доставке задаются на отдельных страницах.
user-block = Заблокировать
user-unblock = Разблокировать
user-authname = Имя для телефонов
user-description = Заметки
user-batch-tag = Партия
user-service-plan = Тарифный план
user-payment-currency = Валюта платежей

user-delete = Удалить
user-delete-title = Удалить { $name }?
user-delete-text = Отменить это нельзя. Вот что произойдёт:
user-delete-sessions = Он больше не сможет войти и пользоваться интерфейсами, его сеансы здесь сразу завершатся.
user-delete-name = Имя { $name } сможет получить кто-то другой.
user-delete-phones = Телефоны больше не смогут входить как { $name }.
user-delete-push = Отчёты о доставке ему больше не отправляются.
user-delete-funds = Его остаток, { $amount }, будет списан.
user-delete-kept = Проводки и записи журнала сохранятся.

user-set-password = Задать пароль
user-password-title = Новый пароль
user-password-lead = Прежний пароль перестанет действовать, сеансы пользователя завершатся.
user-one-time = Одноразовый пароль
user-one-time-lead = Пускает один раз, после чего пользователь задаёт свой. Нынешний пароль продолжает действовать.
user-one-time-give = Выдать одноразовый пароль
user-one-time-made = Сообщите этот пароль пользователю. Он показан только сейчас и действует один раз, в течение суток.

push-type = Отчёт
push-type-none = Нет
push-type-url = Веб-запрос
push-type-email = Письмо
push-type-smpp = Квитанция SMPP
push-show = Показать поля
push-hint-none = О том, чем закончилась отправка, никому не сообщается.
push-hint-url = Когда у сообщения появляется окончательное состояние, ваш адрес вызывается запросом GET.
push-hint-email = Когда у сообщения появляется окончательное состояние, отправляется письмо.
push-hint-smpp = Когда у сообщения появляется окончательное состояние, в сеанс SMPP пользователя уходит квитанция. Заполнять ничего не нужно.
push-url = Адрес
push-url-hint = После имени хоста можно вставлять подстановки: {"{{"}status{"}}"}, {"{{"}statusCode{"}}"}, {"{{"}id{"}}"}, {"{{"}timestamp{"}}"}, {"{{"}from{"}}"}, {"{{"}to{"}}"}, {"{{"}text{"}}"}, {"{{"}chargedAmount{"}}"}, {"{{"}numberOfParts{"}}"}.
push-to = Кому
push-subject = Тема
push-body = Текст
push-body-hint = В теме и тексте можно вставлять подстановки: {"{{"}status{"}}"}, {"{{"}statusCode{"}}"}, {"{{"}id{"}}"}, {"{{"}timestamp{"}}"}, {"{{"}from{"}}"}, {"{{"}to{"}}"}, {"{{"}text{"}}"}, {"{{"}chargedAmount{"}}"}, {"{{"}numberOfParts{"}}"}.

push-preview = Предпросмотр
push-test = Отправить пробный отчёт
push-previewed = Что будет отправлено
push-sample = С данными вымышленного сообщения.
push-request = { $method } { $url } · с данными вымышленного сообщения, без тела
push-sent = Что отправлено
push-answer = Что пришло в ответ
push-answered = Через { $millis } мс.
push-answered-cut = Через { $millis } мс. Прочитано только начало тела.
push-no-answer = Ответа нет
push-failed-address = По этому адресу обратиться нельзя.
push-failed-refused = Адрес ведёт в сеть, куда эта установка отчёты не отправляет.
push-failed-timeout = За десять секунд полного ответа не было.
push-failed-other = Соединение не удалось.
push-throttled = Проб было слишком много. Подождите { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
   *[other] { $seconds } секунд
} и попробуйте ещё раз.

endpoint-calls = Вызовы
endpoint-session-seconds = Секунд на один вызов
endpoint-routing-group = Группа маршрутов
endpoint-called-rule = Замена набранных номеров
endpoint-caller-rule = Замена своего номера
endpoint-identity-rule = Замена заявленного номера
endpoint-codec = Предпочтительный кодек
endpoint-media-relay = Ретрансляция речи
endpoint-caller-name-type = Показываемое имя
endpoint-caller-name = Имя для показа
endpoint-anonymous = Звонки без номера, если они не принимаются
endpoint-privacy = Схемы приватности
endpoint-equipment = Номер на оборудовании
endpoint-mailbox = Голосовая почта
endpoint-mailbox-after = Отвечает через, секунд
endpoint-mailbox-number = Номер ящика
endpoint-mailbox-notify = Сообщает о записях
endpoint-mailbox-forward = Пересылает записи
endpoint-settings = Настройки
endpoint-made = Создан
endpoint-expires = Истекает
endpoint-expires-never = Никогда

feature-voice-mail = Голосовой ящик
feature-preferred-codec-only = Только предпочтительный кодек
feature-registration = Может регистрироваться
feature-welcome-call = Приветственная запись
feature-trust-caller-number = Его номер берётся как есть
feature-loops-disallowed = Петли не допускаются
feature-voice-mail-deleted-after-forward = Пересланные записи удаляются
feature-invoicing = Счета
feature-follow-me = Переадресация вслед за ним
feature-voice-mail-dial-in = Ящик доступен извне
feature-hide-own-number = Скрывает свой номер
feature-block-anonymous = Не принимает звонки без номера
feature-do-not-disturb = Не беспокоить
feature-pass-asserted-identity = Заявленный номер передаётся дальше
feature-do-not-call-list-lookup = Сверка со списками «не звонить»
feature-ringback-tone = Гудки от станции
feature-free-on-net-calls = Бесплатно внутри станции
feature-trust-privacy-headers = Заголовки приватности учитываются
feature-lan-access = Локальная сеть

notice-user-made = Пользователь создан.
notice-user-saved = Сохранено.
notice-user-blocked = Пользователь заблокирован.
notice-user-unblocked = Пользователь разблокирован.
notice-user-deleted = Пользователь удалён.
notice-user-password-set = Пароль задан.

wrong-empty = Заполните это поле.
wrong-long = { $count ->
    [one] Не больше { $count } знака.
   *[other] Не больше { $count } знаков.
}
wrong-control = Здесь есть недопустимый знак.
wrong-blank = Пробелов быть не должно.
wrong-deceptive = По краям есть пробелы либо внутри невидимые знаки.
wrong-decomposed = Буква и её надстрочный знак должны быть одним символом.
wrong-host-name = Это не имя хоста вида portal.example.com.
wrong-mail-long = Не больше 254 знаков.
wrong-mail-character = Такого знака в адресе быть не может.
wrong-mail-at = В адресе должен быть ровно один знак @.
wrong-mail-name = Нет имени перед @.
wrong-mail-domain = Адрес должен кончаться доменом вида example.com.
wrong-phone = Только цифры, пробелы и +, не больше 32 знаков.
wrong-sender-digits = Если это только цифры, их должно быть от 3 до 16.
wrong-sender-alphabet = Такого знака нет в алфавите сообщений.
wrong-sender-length = Если это не только цифры, нужно от 2 до 11 знаков. Знаки ^ {"{"} {"}"} [ ] ~ \ | € считаются за два.
wrong-url-long = Не больше 2048 знаков.
wrong-url-character = Пробелов и обратной косой черты быть не должно.
wrong-url-scheme = Адрес начинается с http:// или https://.
wrong-url-placeholder = Подстановки могут стоять только после имени хоста.
wrong-url-host = Нет имени хоста вида www.example.com, либо неверен порт.
wrong-placeholder = Такой подстановки нет. Список приведён выше.
wrong-braces = Подстановка пишется с двумя парами скобок: {"{{"}id{"}}"}.
