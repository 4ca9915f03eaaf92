# SPDX-License-Identifier: GPL-3.0-or-later
"""Invoices that others issued: taken in, looked at, used once."""
import os
import zipfile

from uitest import wait_for
from piaodan_ui import Desk, Piaodan, _
from tour_guide import WORK, Guide

INVOICE = '''<?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EIid>{number}</EIid><InherentLabel><GeneralOrSpecialVAT>\
<LabelCode>{kind}</LabelCode></GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData><SellerInformation>\
<SellerIdNum>91320115MA202UKD7X</SellerIdNum><SellerName>{seller}</SellerName></SellerInformation><BuyerInformation>\
<BuyerName>{buyer}</BuyerName></BuyerInformation><BasicInformation><TotalAmWithoutTax>{net:.2f}</TotalAmWithoutTax>\
<TotalTaxAm>{tax:.2f}</TotalTaxAm><TotalTax-includedAmount>{gross:.2f}</TotalTax-includedAmount></BasicInformation>\
<IssuItemInformation><ItemName>*{good}</ItemName><SpecMod>A4</SpecMod><MeaUnits>件</MeaUnits><Quantity>2</Quantity>\
<UnPrice>{price:.2f}</UnPrice><Amount>{net:.2f}</Amount><TaxRate>0.13</TaxRate><ComTaxAm>{tax:.2f}</ComTaxAm>\
</IssuItemInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber>\
<IssueTime>{day} 08:00:00</IssueTime></TaxSupervisionInfo>{comment}</EInvoice>'''
SELLERS = ['杭州临溪样例科技有限公司', '样例市远山文化传播有限公司', '上海样例物流有限公司', '苏州合木样例家具有限公司',
           '宁波样例电子有限公司', '样例酒店管理（杭州）有限公司']
GOODS = ['办公用品*硒鼓', '印刷品*宣传册', '物流辅助服务*运费', '家具*办公桌', '计算机外部设备*键盘', '住宿服务*住宿费']


def invoice(i, buyer, comment='', gross=None):
    net = 100.0 * (i + 1)
    return INVOICE.format(number=f'263300000000000{i:05d}', kind='01' if i % 3 == 0 else '02', seller=SELLERS[i % 6],
                          buyer=buyer, net=net, tax=net * 0.13, gross=gross or net * 1.13, good=GOODS[i % 6],
                          price=net / 2, day=f'2026-{9 + i % 3:02d}-{i % 27 + 1:02d}', comment=comment)


def fill(folder, buyer):
    os.makedirs(folder, exist_ok=True)
    for i in range(9):
        with open(os.path.join(folder, f'发票{i}.xml'), 'w', encoding='utf-8') as file:
            file.write(invoice(i, buyer if i != 4 else '别的公司'))


def trouble_zip(path, buyer):
    with zipfile.ZipFile(path, 'w') as archive:
        archive.writestr('new.xml', invoice(20, buyer))
        archive.writestr('already.xml', invoice(1, buyer))
        archive.writestr('another file.xml', invoice(2, buyer, '<!-- from the mail -->'))
        archive.writestr('different.xml', invoice(3, buyer, gross=999.0))
        archive.writestr('cut off.pdf', '%PDF-1.7\nbroken')
        archive.writestr('notes.txt', 'milk, eggs')


def select(app, guide, number):
    app.key('ctrl+f', 'ctrl+a')
    app.type(number)
    app.settle(1)
    app.key('Down')
    if guide.narrow:
        app.key('Return')
    app.settle(0.8)


def back(app, guide):
    if guide.narrow:
        app.key('alt+Left')
        app.settle(0.5)


def use(app, guide):
    select(app, guide, '00002')
    guide.screen('received-detail')
    guide.scroll_page(60)
    guide.screen('received-detail-end')
    guide.scroll_page(-60)
    app.push(_('Reimburse…'))
    app.settle(0.5)
    guide.screen('received-reimburse')
    app.type('记-2026-11-0042')
    app.settle(0.3)
    guide.screen('received-reimburse-filled')
    app.key('Return')
    app.settle(0.5)
    app.key('F5')
    app.settle(3)
    guide.screen('received-reimbursed')
    app.push(_('More'))
    guide.screen('received-menu', away=('Escape',))
    app.push(_('Preview'))
    app.settle(2)
    guide.screen('received-preview', away=('Escape',))
    app.settle(0.5)
    back(app, guide)
    select(app, guide, '00004')
    guide.screen('received-warned')
    app.key('ctrl+e')
    app.settle(1)
    guide.screen('received-edit', away=('Escape',))
    app.settle(0.5)
    back(app, guide)


def taking(app, guide, path):
    app.key('ctrl+f', 'ctrl+a', 'Delete')
    app.settle(0.5)
    app.push(_('Take In…'))
    app.choose_file(_('Take In Invoices'), path)
    wait_for(lambda: app.alive() and app.window_named(_('Take In Invoices')) and app.root.find_all(name=_('Close')), 60,
             'the result does not come')
    guide.screen('take-in-result')
    window = app.x_windows()[0]
    app.move(window['x'] + window['w'] // 2, window['y'] + window['h'] // 2)
    app.press(5, 30)
    guide.screen('take-in-result-end', away=('Escape',))


def run(platform):
    desk = Desk('received', platform, 'finance')
    desk.run('sync')
    folder = os.path.join(WORK, 'inbox')
    buyer = '样例办公服务（培训）有限公司'
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        guide.screen('received-empty', 'alt+9')
    fill(folder, buyer)
    trouble_zip(os.path.join(WORK, 'from-mail.zip'), buyer)
    desk.run('received', 'take-in', folder)
    desk.run('received', 'book', '26330000000000000000', '--voucher', '记-2026-11-0001')
    desk.run('received', 'mark-verified', '26330000000000000001', '--reason', '电话核实')
    desk.run('received', 'withdraw', '26330000000000000005', '--reason', '供应商重开')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('alt+9')
        app.settle(1)
        guide.screen('received', 'Down')
        back(app, guide)
        guide.attempt(use, app, guide)
        guide.attempt(taking, app, guide, os.path.join(WORK, 'from-mail.zip'))
        guide.screen('received-preferences', 'ctrl+comma', away=('Escape',))
