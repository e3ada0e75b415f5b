# Деньги: балансы, проводки, платежи.
money-title = Деньги
money-title-of = Деньги: { $name }
money-money = Деньги
money-low = Малый остаток
money-bar = Доступно { $available }, зарезервировано { $held }, кредитный лимит { $limit }
money-held = Зарезервировано
money-own-credits = Ваши кредиты на сообщения
money-payments = Платежи
money-postings = Проводки
money-all-postings = Все проводки

money-add-funds = Пополнить
money-add-funds-lead = Провести полученный платёж. Баланс сразу увеличится на эту сумму.
money-credit = Увеличить баланс
money-credit-lead = Исправление без платежа: баланс увеличится.
money-debit = Уменьшить баланс
money-debit-lead = Исправление: баланс уменьшится, если нужно — и ниже кредитного лимита.
money-transfer = Перевести кредиты на сообщения
money-transfer-lead = Кредиты переходят между вами и этим клиентом. У того, кто отдаёт, их должно хватать.
money-direction = Направление
money-give = Отдать
money-take-back = Забрать
money-amount-in = Сумма, { $unit }
money-paid-at = Когда оплачено
money-happened-at = Когда это было
money-at-hint = Оставьте пустым, если только что.
money-notes = Заметки
money-notes-hint = Не более 255 знаков. Плательщик их тоже видит.
money-overcommitted = Столько вы не обеспечите: защита от перерасхода сравнивает остаток каждого клиента с вашим балансом.
money-not-comparable = Ваш баланс в другой валюте, и защита от перерасхода не может их сравнить.
money-wrong-currency = Баланс в другой валюте.
money-postpaid = Этот клиент платит потом, кредиты на сообщения ему не нужны.
money-insufficient = Столько кредитов нет.

amount-hint = До 8 знаков после запятой.
amount-empty = Введите сумму.
amount-malformed = Введите число, например 1234,56.
amount-too-precise = Больше 8 знаков после запятой сохранить нельзя.
amount-too-large = Сумма слишком велика.
amount-not-positive = Сумма должна быть больше нуля.
number-malformed = Введите целое число, ноль или больше.
moment-malformed = Укажите день и время, например 2026-01-31 18:30.
text-too-long = { $count ->
    [one] Помещается не более { $count } знака.
    [few] Помещается не более { $count } знаков.
   *[other] Помещается не более { $count } знаков.
}
text-control = В тексте есть знак, которого нет ни на одной клавиатуре.
form-incomplete = Часть формы не дошла. Проверьте её и отправьте ещё раз.
form-sent-before = Эта форма уже отправлена с другими значениями, и это сделано. Посмотрите проводки, прежде чем отправлять ещё раз.
save = Сохранить

notice-payment-booked = Платёж проведён. Новый баланс показан ниже.
notice-credit-booked = Баланс увеличен. Новый показан ниже.
notice-debit-booked = Баланс уменьшен. Новый показан ниже.
notice-credits-moved = Кредиты переведены. Сколько их теперь, показано ниже.
notice-low-balance-saved = Сохранено.
notice-posting-reversed = Проводка сторнирована. Здесь показано сторно.

money-low-balance = Малый остаток
low-balance-lead = Что происходит, когда денег мало: доступное, то есть баланс вместе с кредитным лимитом, становится ниже порога.
low-balance-threshold = Порог
low-balance-threshold-in = Порог, { $unit }
low-balance-threshold-hint = Оставьте пустым, чтобы выключить. Может быть отрицательным.
low-balance-notify = Сообщать по эл. почте
low-balance-to = Письма идут на
low-balance-to-hint = Письма идут на { $addresses } — адреса из контактных данных.
low-balance-nobody = Никому: адреса эл. почты нет
low-balance-nobody-hint = В контактных данных пока нет адреса эл. почты, так что писать некому.
low-balance-retry-count = Напоминания
low-balance-retry-count-hint = Сколько раз писать снова, пока ничего не меняется.
low-balance-retry-interval = Секунд между напоминаниями

newer-page = Новее
older-page = Старее

payment-title = Платёж { $id }
payment-number = Платёж
payment-facts = Платёж
payment-paid-at = Оплачено
payment-booked-at = Проведено
payment-posting = Проводка
payments-none = Платежей пока нет
payments-none-text = Здесь появятся платежи, проведённые на сайте или через интерфейсы.

postings-of = Баланс
postings-of-everything = Все
postings-none = Проводок пока нет
postings-none-text = Здесь видно всё, что меняет баланс.
posting-title = Проводка { $id }
posting-facts = Проводка
posting-face = Через
posting-on-behalf = От имени
posting-request = Запрос
posting-payment-of = Платёж
posting-reverses = Сторнирует
posting-reversed = Сторнирована
posting-reversed-by = Чем сторнирована
posting-by-above = Ваш поставщик
posting-entries = Записи
posting-side = Счёт
posting-debit = Дебет (ушло)
posting-credit = Кредит (пришло)
posting-total = Итого
posting-side-above = Ваш поставщик
posting-side-gone = Закрытый баланс
posting-side-opening-balances = Начальные остатки
posting-side-free-credits = Подарочные кредиты
posting-side-issued = Выпущено установкой
posting-side-payments = Полученные платежи
posting-side-adjustments = Исправления
posting-side-closed = Закрытые балансы
posting-reverse = Сторнировать проводку
posting-reverse-lead = Новая проводка вернёт всё обратно. В учёте останутся обе, и ни одну из них больше нельзя будет сторнировать.
posting-already-reversed = Эту проводку тем временем уже сторнировали.
posting-is-reversal = Сторно сторнировать нельзя. Проведите заново то, что оно вернуло.
posting-is-closed = Один из балансов закрыт, вернуть на него ничего нельзя.
posting-credits-spent = Кредиты потрачены: забрать обратно столько нельзя.

face-xmlrpc = Интерфейс XML-RPC
face-rest = Интерфейс REST
face-portal = Этот сайт
face-command-line = Терминал оператора
