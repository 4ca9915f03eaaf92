/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-fixture.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"

/* Invented people and goods; the numbers are of the right form and belong to nobody. */
PdRecord *
invoice_fixture_add_line (PdRecord *invoice,
                          const char *name,
                          const char *quantity,
                          const char *price,
                          gint64 net,
                          const char *rate,
                          gint64 tax,
                          gint64 property)
{
  guint n = pd_record_get_lines (invoice)->len;
  g_autofree char *id = g_strdup_printf ("0190b2f4-0000-7000-9000-%012x", n);
  g_autofree char *position = g_strdup_printf ("a%06u", n);
  PdRecord *line = pd_record_new (&pd_invoice_line_type, id);

  pd_record_set_text (line, PD_INVOICE_LINE_POSITION, position);
  pd_record_set_text (line, PD_INVOICE_LINE_NAME, name);
  pd_record_set_text (line, PD_INVOICE_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_INVOICE_LINE_UNIT_PRICE, price);
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT, net);
  pd_record_set_text (line, PD_INVOICE_LINE_TAX_RATE, rate);
  pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT, tax);
  pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, property);
  pd_record_add_line (invoice, 0, line);
  return line;
}

static PdRecord *
invoice_new (gboolean issued)
{
  PdRecord *invoice = pd_record_new (&pd_invoice_type, "0190b2f4-0000-7000-8000-000000000001");

  pd_record_set_text (invoice, PD_INVOICE_STATE, issued ? PD_INVOICE_STATE_ISSUED : PD_INVOICE_STATE_DRAFT);
  pd_record_set_text (invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_SPECIAL);
  if (issued)
    {
      pd_record_set_text (invoice, PD_INVOICE_NUMBER, "26317000000000012345");
      pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, "2026-03-09");
      pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, G_GINT64_CONSTANT (1773023445000000));
    }
  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, "龙泉青瓷贸易（杭州）有限公司");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, "91330100MA2KXXXX1A");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_NAME, "上海浦江文具有限公司");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, "91310115MA1HYYYY2B");
  pd_record_set_text (invoice, PD_INVOICE_REMARK, "合同编号：HT-2026-0309；\n收款人：王小明；复核人：李华。");
  pd_record_set_text (invoice, PD_INVOICE_DRAWER, "田梦");
  return invoice;
}

/* An invoice of @n_lines lines of one line each. */
PdRecord *
invoice_fixture_new (guint n_lines, gboolean issued)
{
  PdRecord *invoice = invoice_new (issued);

  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *name = g_strdup_printf ("*文具*中性笔%u号", i + 1);
      g_autofree char *quantity = g_strdup_printf ("%u", i + 1);
      g_autofree char *spec = g_strdup_printf ("GP-%03u", i + 1);
      gint64 net = 125875 * (gint64) (i + 1);
      PdRecord *line = invoice_fixture_add_line (invoice, name, quantity, "1258.75", net, "0.13",
                                                 (net * 13 + 50) / 100, PD_INVOICE_LINE_NORMAL);

      pd_record_set_text (line, PD_INVOICE_LINE_SPEC, spec);
      pd_record_set_text (line, PD_INVOICE_LINE_UNIT, "支");
    }
  pd_record_derive (invoice);
  return invoice;
}

/* A line and its discount. */
PdRecord *
invoice_fixture_new_discounted (void)
{
  PdRecord *invoice = invoice_new (TRUE);

  pd_record_set_text (invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  invoice_fixture_add_line (invoice, "*运输服务*客运服务费", "1", "5308.85", 530885, "0.13", 69015,
                            PD_INVOICE_LINE_IS_DISCOUNTED);
  invoice_fixture_add_line (invoice, "*运输服务*客运服务费", NULL, NULL, -75273, "0.13", -9785,
                            PD_INVOICE_LINE_IS_DISCOUNT);
  pd_record_derive (invoice);
  return invoice;
}

/* Two lines on which no tax is due. */
PdRecord *
invoice_fixture_new_exempt (const char *rate)
{
  PdRecord *invoice = invoice_new (TRUE);

  pd_record_set_text (invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  invoice_fixture_add_line (invoice, "*蔬菜*青菜", "10", "2.5", 2500, rate, 0, PD_INVOICE_LINE_NORMAL);
  invoice_fixture_add_line (invoice, "*蔬菜*萝卜", NULL, NULL, 1234, rate, 0, PD_INVOICE_LINE_NORMAL);
  pd_record_derive (invoice);
  return invoice;
}

static char *
repeat (const char *pattern, guint n_characters)
{
  GString *text = g_string_new (NULL);
  const char *p = pattern;

  for (guint i = 0; i < n_characters; i++)
    {
      g_string_append_unichar (text, g_utf8_get_char (p));
      p = g_utf8_next_char (p);
      if (*p == '\0')
        p = pattern;
    }
  return g_string_free (text, FALSE);
}

static void
set_repeated (PdRecord *record, guint field, const char *pattern, guint n_characters)
{
  g_autofree char *text = repeat (pattern, n_characters);

  pd_record_set_text (record, field, text);
}

/* Every field as long as its limit lets it be. */
PdRecord *
invoice_fixture_new_extreme (guint n_lines, gboolean issued)
{
  PdRecord *invoice = invoice_new (issued);

  set_repeated (invoice, PD_INVOICE_BUYER_NAME, "中华人民共和国新疆维吾尔自治区进出口贸易有限责任公司", 100);
  set_repeated (invoice, PD_INVOICE_SELLER_NAME, "International Widgets & Gadgets Co., Ltd. ", 100);
  pd_record_set_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, "91330100MA2KXXXX1AWW");
  set_repeated (invoice, PD_INVOICE_REMARK, "备注的内容很长，要一直写到框的右边才换行；", 230);
  set_repeated (invoice, PD_INVOICE_DRAWER, "开票员", 64);
  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *name = repeat (i % 2 ? "*信息技术服务*软件开发" : "*WIDGETS*PRECISIONBEARING", 150);
      PdRecord *line =
          invoice_fixture_add_line (invoice, name, "-1234567890.12345", "0.1234567890123",
                                    G_GINT64_CONSTANT (-99999999999999999), "non_taxable", -999999999999999,
                                    i % 2 ? PD_INVOICE_LINE_IS_DISCOUNT : PD_INVOICE_LINE_IS_DISCOUNTED);

      set_repeated (line, PD_INVOICE_LINE_SPEC, i % 2 ? "规格型号" : "WM-0123456789", 40);
      set_repeated (line, PD_INVOICE_LINE_UNIT, i % 2 ? "立方米" : "Wg", 22);
    }
  pd_record_set_integer (invoice, PD_INVOICE_NET_AMOUNT, G_GINT64_CONSTANT (-999999999999999999));
  pd_record_set_integer (invoice, PD_INVOICE_TAX_AMOUNT, G_GINT64_CONSTANT (-999999999999999999));
  pd_record_set_integer (invoice, PD_INVOICE_GROSS_AMOUNT, G_GINT64_CONSTANT (-987654321987654321));
  return invoice;
}
