#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job as a person does it: import, work without a network, synchronise, issue, preview, export, print.

The real window, the real platform over HTTPS, the toolkit's own file and print
dialogs.  Every step says what it waits for; nothing sleeps for a result.
"""
import csv
import os
import re
import sys
import time
from decimal import ROUND_HALF_UP, Decimal

from uitest import UiError, plain, wait_for
from piaodan_ui import Desk, Piaodan, Platform, _, clipboard, pdf_text, toolkit, words

WORK = os.environ['UITEST_TOP']
SAMPLE = os.path.join(os.environ['G_TEST_SRCDIR'], '..', 'data', 'samples', 'orders-training.csv')
BUYER = '南京云栈测试仪器有限公司'
COPY_BUYER = '合肥晴川测试仪器有限公司'
ADDRESS = '南京市鼓楼区测试路77号'
# Name, unit, tax code, quantity, price with tax, discount, rate: the 235.00 is the known case of rounding.
LINES = [('税控设备', '台', '1090513070000000000', '1', '235', '', '13'),
         ('网络交换机', '台', '1090510030000000000', '2', '235', '50', '13'),
         ('软件维护服务', '年', '3040201030000000000', '2.5', '400', '', '6')]


def expect(truth, message):
    if not truth:
        raise UiError(message)


def fen(amount):
    return amount.quantize(Decimal('0.01'), ROUND_HALF_UP)


def totals(lines):
    """What the lines come to: net, tax, gross, each line and each discount rounded for itself."""
    gross = tax = Decimal(0)
    for line in lines:
        rate = Decimal(line[6]) / 100
        amounts = [fen(Decimal(line[3]) * Decimal(line[4]))] + ([-Decimal(line[5])] if line[5] else [])
        for amount in amounts:
            gross += amount
            tax += fen(amount * rate / (1 + rate))
    return gross - tax, tax, gross


def tax_number(region, organisation):
    """A made-up credit code with both of its check characters (GB 11714, GB 32100)."""
    digits = '0123456789ABCDEFGHJKLMNPQRTUWXY'
    total = sum(int(c, 36) * weight for c, weight in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2)))
    body = '91' + region + organisation + '0123456789X0'[11 - total % 11]
    return body + digits[-sum(digits.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


# --- the files to import

def write_samples():
    """A copy of the sample with an order of 30 lines; and the same with one bad row."""
    with open(SAMPLE, encoding='utf-8-sig', newline='') as file:
        rows = list(csv.reader(file))
    head, rows = rows[0], rows[1:]
    long = list(rows[0])
    long[0], long[10] = 'PX-2026-0013', '1090511030000000000'
    for number in range(30):
        line = list(long)
        line[head.index('规格型号')] = f'第{number + 1}批'
        rows.append(line)
    good, bad = os.path.join(WORK, 'orders.csv'), os.path.join(WORK, 'orders-wrong.csv')
    for path in (good, bad):
        if path is bad:
            row = next(r for r in rows if r[0] == 'PX-2026-0005')
            row[head.index('数量')] = '一百二十册'
        with open(path, 'w', encoding='utf-8', newline='') as file:
            csv.writer(file).writerows([head] + rows)
    return good, bad


# --- steps

def sign_in(app, platform):
    """Signed out, a wrong password, a certificate that nobody trusts, then in."""
    app.wait_sync('Not signed in')
    app.shot('01-empty')
    app.open_sync()
    app.push(_('Sign In…'))
    title = _('Sign In')
    app.wait_window(title)
    app.wait(_('Address of the platform')).type(platform.address)
    app.wait(_('User')).type('finance')
    app.wait(_('Password')).type(platform.password('finance'))
    app.key('Return')
    app.label('([0-9A-F]{2}:){31}[0-9A-F]{2}', timeout=20)
    app.shot('02-sign-in-certificate')
    app.push('^' + re.escape(_('Choose a certificate file')))
    app.choose_file(_('Certificate File'), platform.authority)
    app.wait(os.path.basename(platform.authority))
    app.wait(_('Password')).type('wrong')
    app.key('Return')
    app.label(_('The user name or the password is wrong.'), timeout=20)
    app.shot('03-sign-in-wrong')
    app.wait(_('Password')).type(platform.password('finance'))
    app.key('Return')
    app.wait_no_window(title, timeout=20)
    app.wait_sync('Up to date', waiting=0)


def open_import(app, path):
    app.key('ctrl+o')
    app.push(_('Choose a File…'))
    app.choose_file(_('Import Orders'), path)
    app.push(_('Check Rows'), timeout=20)


def import_orders(app, good, bad):
    """A file with one bad row, the corrected file, and that again."""
    app.key('ctrl+o')
    app.push(_('Choose a File…'))
    app.choose_file(_('Import Orders'), bad)
    app.wait(_('Check Rows'), role='push button', timeout=20)
    app.wait(_('For example: %s') % 'PX-2026-0001')
    app.shot('04-import-mapping')
    app.push(_('Check Rows'))
    app.wait(words('Import %u Order', 'Import %u Orders', 12), role='push button', timeout=20)
    marks = [n.name for n in app.root.find_all(role='image')]
    expect(marks.count(_('Wrong')) == 1, f'one row is wrong, marked are {marks}')
    expect(marks.count(_('Refused with its order')) == 2, f'two rows are refused with it, marked are {marks}')
    app.wait('一百二十册')
    app.shot('05-import-rows')
    app.push(words('Import %u Order', 'Import %u Orders', 12))
    app.wait(words('%u order was imported', '%u orders were imported', 12), timeout=30)
    app.label(words('%u order has a wrong row. Correct the file and import it again.',
                    '%u orders have wrong rows. Correct the file and import it again.', 1))
    app.shot('06-import-result')
    app.push(_('Done'))
    app.count(12)
    open_import(app, good)
    app.push(words('Import %u Order', 'Import %u Orders', 1), timeout=20)
    app.wait(words('%u order was imported', '%u orders were imported', 1), timeout=30)
    app.label(words('%u order was here already and is as it was.', '%u orders were here already and are as they were.', 12))
    app.push(_('Done'))
    app.count(13)
    open_import(app, good)
    button = app.wait(words('Import %u Order', 'Import %u Orders', 0), role='push button', timeout=20)
    expect('sensitive' not in button.states, 'nothing is new, and yet it can be imported')
    expect(app.root.find(_('Here already'), role='image') is not None, 'the rows are not marked as here already')
    app.shot('07-import-again')
    app.close_window(_('Import Orders'))
    app.count(13)
    app.wait_sync('Up to date', waiting=0)


def wait_totals(app, lines):
    for name, amount in zip(('Without tax', 'Tax', 'Total'), totals(lines)):
        app.wait(f'^{re.escape(_(name))} .?{amount:,.2f}$', role='label')


def wrong_beside(app, name):
    """The sentence that stands below the field, which says the same to those who do not see it."""
    def sentence():
        field = app.root.find(_(name), role='text')
        said = field is not None and field.description
        if not said:
            return None
        x, y, width, height = field.extents()
        for label in app.root.find_all(role='label'):
            place = label.extents()
            if said in label.name and y < place[1] < y + height + 90:
                return said
        return None
    return wait_for(sentence, 5, lambda: f'nothing is said beside {_(name)!r}')


def enter_order(app):
    """By the keyboard alone, without a network."""
    app.key('ctrl+n')
    app.wait_focus(_('Buyer name'))
    number = app.wait(_('Order number'), role='text').text
    right = tax_number('320106', 'MA1XYK07')
    wrong = right[:-1] + ('A' if right[-1] != 'A' else 'B')
    app.fill((_('Buyer name'), BUYER), (_('Buyer tax number'), wrong))
    wrong_beside(app, 'Buyer tax number')
    app.shot('09-wrong-tax-number')
    app.key('shift+Tab')
    app.fill((_('Buyer tax number'), right), (_('Buyer address'), ADDRESS), (_('Buyer phone'), '025-00000077'),
             (_('Buyer bank'), '样例银行南京鼓楼支行'), (_('Buyer bank account'), '3201000000000000777'),
             (_('Buyer e-mail'), 'fapiao@example.com'))
    still = app.wait(_('Buyer tax number'), role='text').description
    expect(not still, f'a right tax number is still called wrong: {still!r}')
    for index, (name, unit, code, quantity, price, discount, rate) in enumerate(LINES):
        app.fill((_('Good or service'), name), (_('Specification'), ''), (_('Unit'), unit), (_('Tax classification code'), code))
        if index == 0:
            app.fill((_('Quantity'), '一台'))
            app.wait_focus(_('Unit price'))
            wrong_beside(app, 'Quantity')
            app.shot('10-wrong-quantity')
            app.key('shift+Tab')
        app.fill((_('Quantity'), quantity), (_('Unit price'), price), (_('Amount'), None), (_('Discount'), discount))
        app.wait_focus(_('Tax rate'))
        app.type(rate)
        wait_totals(app, LINES[:index + 1])
        if index + 1 < len(LINES):
            app.key('Return')
    app.shot('11-order-typed')
    app.key('ctrl+s')
    app.label(_('“%s” is saved on this computer.') % number)
    app.count(14)
    app.wait_sync('Not reached', waiting=1)
    app.shot('12-saved-offline')
    return number


def change_order(app):
    """Another quantity on the last line: the same change still waits, once."""
    app.key('ctrl+e')
    app.wait(_('Edit Order'))
    wait_totals(app, LINES)
    fields = list(app.root.find_all(_('Quantity'), role='text'))
    expect(len(fields) == len(LINES), f'{len(fields)} lines are shown for editing')
    fields[-1].type('3')
    changed = LINES[:-1] + [LINES[-1][:3] + ('3',) + LINES[-1][4:]]
    wait_totals(app, changed)
    app.key('ctrl+s')
    app.wait_gone(_('Edit Order'))
    app.label(f'{totals(changed)[2]:,.2f}')
    app.wait_sync('Not reached', waiting=1)
    return changed


def copy_and_cancel(app, changed):
    app.key('ctrl+d')
    app.wait_focus(_('Buyer name'))
    wait_totals(app, changed)
    copy = app.wait(_('Order number'), role='text').text
    app.fill((_('Buyer name'), COPY_BUYER))
    app.key('ctrl+s')
    app.label(_('“%s” is saved on this computer.') % copy)
    app.count(15)
    app.wait_sync('Not reached', waiting=2)
    app.wait(copy, role='label')
    app.push(_('More'))
    app.wait(_('Cancel Order')).click()
    app.wait(_('Cancellation requested'))
    app.wait_sync('Not reached', waiting=3)
    app.shot('13-cancelled-offline')
    return copy


def search(app, text, found):
    app.key('ctrl+f')
    app.key('ctrl+a')
    app.type(text)
    app.count(found, found=True)


def find_again(app, number, copy):
    expect(number != copy, 'the copy has the number of its original')
    search(app, number, 1)
    search(app, number[-6:], 1)
    search(app, '云栈', 1)
    app.wait(number, role='label')
    search(app, '晴川', 1)
    app.wait(copy, role='label')
    search(app, '测试路77', 2)
    app.shot('14-found-by-address')
    search(app, '北京青砚', 2)


def select(app, text, number):
    """Find one order and show it."""
    search(app, text, 1)
    app.key('Down')
    wait_for(lambda: sum(1 for n in app.root.find_all(number, role='label')) >= 2, 10,
             f'{number} is not shown beside the list')


def queue_invoice(app, number, changed):
    select(app, '云栈', number)
    app.key('ctrl+i')
    app.wait(_('Issue This Invoice?'))
    app.label(f'{totals(changed)[2]:,.2f}')
    app.shot('15-issue')
    app.push(_('Issue Invoice'), last=True)
    app.wait(_('Issue requested'))
    app.wait_sync('Not reached', waiting=4)
    app.shot('16-issue-queued')


def synchronise(app, platform, number):
    """The network is back: the invoice comes with its number."""
    platform.start()
    app.key('F5')
    app.wait_sync('Up to date', waiting=0, timeout=60)
    again = [time.monotonic()]

    def issued():
        app.alive()
        if time.monotonic() - again[0] > 2:
            again[0] = time.monotonic()
            app.key('F5')
        # A label is named by what stands beside it, too; a notice may lie over it.
        found = (re.match('([0-9]{20})( |$)', n.name) for n in app.root.walk() if n.role == 'label')
        return next((match.group(1) for match in found if match), None)
    invoice = wait_for(issued, 60, 'the invoice does not come back')
    app.wait(_('Invoiced'), role='label')
    app.wait_sync('Up to date', waiting=0)
    app.shot('17-issued')
    return invoice


def second_desktop(platform, number, copy, invoice, changed):
    desk = Desk('second', platform, 'clerk')
    desk.run('sync')
    order = desk.run('order', 'show', number)['order']
    expect(order['invoice_number'] == invoice, f'the second desk knows invoice {order.get("invoice_number")}')
    expect(order['buyer_name'] == BUYER and order['state'] == 'invoiced', f'the second desk has {order}')
    expect(desk.run('order', 'show', copy)['order']['state'] == 'cancelled', 'the copy is not cancelled at the second desk')
    expect(len(desk.run('order', 'list')['orders']) == 15, 'the second desk has other orders')
    with Piaodan(desk.data) as other:
        other.key('super+Up')
        other.wait_sync('Up to date')
        other.count(15)
        other.key('ctrl+f')
        other.type('云栈')
        other.count(1, found=True)
        other.key('Down')
        other.label(invoice)
        other.label(f'{totals(changed)[2]:,.2f}')
        other.shot('18-second-desktop')
    return desk


def preview_page(app):
    """The page that is shown, and how many there are."""
    node = app.wait('^' + re.escape(_('Page, of %u')).replace('%u', '([0-9]+)') + '$')
    return int(node.text), int(re.search('[0-9]+', node.name).group())


def zoom(app):
    pattern = '^' + re.escape(_('Zoom, now %d percent')).replace('%d', '([0-9]+)') + '$'
    return int(re.match(pattern, app.wait(pattern).name).group(1))


def copied(app, *parts):
    """Select all, copy, and look into the clipboard."""
    def holds():
        app.key('ctrl+a', 'ctrl+c')
        text = clipboard()
        return all(part in text for part in parts) and text
    return wait_for(holds, 15, lambda: f'the clipboard holds {clipboard()[:300]!r}, not {parts}')


def preview_invoice(app, number, invoice, changed):
    """Pages, zoom, selected text; then the PDF, and paper."""
    select(app, '云栈', number)
    app.key('ctrl+shift+p')
    app.wait_window(_('Invoice %s') % invoice)
    expect(preview_page(app) == (1, 1), f'the invoice has pages {preview_page(app)}')
    before = zoom(app)
    app.key('ctrl+plus')
    wait_for(lambda: zoom(app) > before, 5, f'the zoom stays at {before}')
    app.push('^' + re.escape(_('Zoom, now %d percent')).replace('%d', '[0-9]+') + '$')
    app.wait(_('Fit Page')).click()
    app.shot('19-preview')
    gross = totals(changed)[2]
    text = copied(app, invoice, BUYER)
    expect(f'{gross:.2f}' in text, f'the total {gross} is not among what was selected: {text}')
    pdf = os.path.join(WORK, 'invoice.pdf')
    app.key('ctrl+shift+s')
    app.choose_file(_('Export PDF'), pdf)
    app.label(_('Saved as “%s”.') % 'invoice.pdf')
    app.shot('20-exported')
    check_paper(pdf, invoice, changed)
    print_invoice(app, invoice, changed)


def check_paper(path, invoice, changed):
    text = re.sub(r'\s', '', pdf_text(path))
    net, tax, gross = totals(changed)
    wanted = [invoice, BUYER, '样例办公服务（培训）有限公司', f'{net:.2f}', f'{tax:.2f}', f'{gross:.2f}', '壹仟捌佰伍拾伍圆整',
              '软件维护服务', '207.96', '27.04']
    for word in wanted:
        expect(word in text, f'{path} does not show {word}: {text}')
    expect('草稿' not in text, f'{path} is marked as a draft')


def print_invoice(app, invoice, changed):
    """Through the toolkit's print dialog, on paper that is a file: it suggests one in the working folder."""
    gtk = toolkit.gettext
    path = os.path.join(WORK, gtk('output') + '.pdf')
    app.key('ctrl+p')
    app.wait_window(_('Print Desk'))
    app.label(' · '.join([words('%u document', '%u documents', 1), words('%u sheet', '%u sheets', 1)]))
    app.shot('21-desk')
    app.key('ctrl+p')
    app.wait_window(gtk('Print'))
    app.wait(gtk('Print to File'), timeout=15).click()
    app.shot('21-print')
    app.push(plain(gtk('_Print')), last=True)
    app.label(words('%u document is printed, and is in the ledger.', '%u documents are printed, and are in the ledger.', 1),
              timeout=20)
    wait_for(lambda: os.path.exists(path) and os.path.getsize(path) > 1000, 20, 'nothing was printed')
    check_paper(path, invoice, changed)
    app.close_window(_('Print Desk'))


def draft(app):
    """What is not issued says on every page that it is no invoice; and pages turn."""
    title = _('Draft for order %s') % 'PX-2026-0013'
    select(app, '0013', 'PX-2026-0013')
    app.key('ctrl+shift+p')
    app.wait_window(title)
    page, pages = preview_page(app)
    expect(page == 1 and pages >= 2, f'30 lines are on {pages} pages')
    app.shot('22-draft')
    text = copied(app, '第30批', '不是发票')
    marks = text.count('不是发票')
    expect(marks >= pages and marks % pages == 0, f'{pages} pages have {marks} marks of a draft')
    app.key('Page_Down')
    wait_for(lambda: preview_page(app)[0] == 2, 5, 'the page does not turn')
    app.shot('23-draft-second-page')
    app.close_window(title)


def work_offline(app, desk):
    """The switch in place of a broken cable."""
    app.open_sync()
    app.wait(_('Work offline'), role='check box').click()
    app.wait_sync('Offline')
    app.key('Escape')
    select(app, 'PX-2026-0006', 'PX-2026-0006')
    app.key('ctrl+e')
    app.wait(_('Edit Order'))
    app.wait(_('Buyer phone'), role='text').type('0532-00000099')
    app.key('ctrl+s')
    app.wait_sync('Offline', waiting=1)
    app.shot('24-work-offline')
    app.key('F5')
    desk.run('sync')
    expect(desk.run('order', 'show', 'PX-2026-0006')['order']['buyer_phone'] != '0532-00000099',
           'something was sent while working offline')
    app.wait_sync('Offline', waiting=1)
    app.open_sync()
    app.wait(_('Work offline'), role='check box').click()
    app.wait_sync('Up to date', waiting=0)
    desk.run('sync')
    expect(desk.run('order', 'show', 'PX-2026-0006')['order']['buyer_phone'] == '0532-00000099',
           'what was saved offline did not arrive')


def main():
    platform = Platform()
    good, bad = write_samples()
    os.chdir(WORK)
    start = [time.monotonic()]

    def step(function, *args):
        answer = function(*args)
        now = time.monotonic()
        print(f'{now - start[0]:6.1f} s  {function.__name__}', flush=True)
        start[0] = now
        return answer

    try:
        with Piaodan(os.path.join(WORK, 'first')) as app:
            app.key('super+Up')
            step(sign_in, app, platform)
            step(import_orders, app, good, bad)
            platform.stop()
            app.key('F5')
            app.wait_sync('Not reached')
            app.shot('08-network-cut')
            number = step(enter_order, app)
            changed = step(change_order, app)
            copy = step(copy_and_cancel, app, changed)
            step(find_again, app, number, copy)
            step(queue_invoice, app, number, changed)
            invoice = step(synchronise, app, platform, number)
            desk = step(second_desktop, platform, number, copy, invoice, changed)
            step(preview_invoice, app, number, invoice, changed)
            step(draft, app)
            step(work_offline, app, desk)
    finally:
        platform.close()


if __name__ == '__main__':
    sys.exit(main())
