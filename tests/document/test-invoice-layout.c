/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-fixture.h"
#include "document/invoice-pdf.h"
#include "document/pd-invoice-pages-private.h"
#include "document/pd-invoice-rows.h"
#include "model/pd-element.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

#include <string.h>

static void
test_page_counts (void)
{
  static const struct
  {
    guint n_lines;
    guint n_pages;
  } cases[] = { { 0, 1 }, { 1, 1 }, { 8, 1 }, { 9, 2 }, { 15, 2 }, { 30, 3 }, { 100, 8 }, { 2000, 144 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new (cases[i].n_lines, TRUE);
      g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);

      g_assert_cmpuint (pd_invoice_pages_get_n_pages (pages), ==, cases[i].n_pages);
    }
}

static const char *
text_of_role (const PdInvoicePage *page, const char *role)
{
  for (guint i = 0; i < page->texts->len; i++)
    {
      const PdPageText *text = page->texts->pdata[i];

      if (strcmp (text->role, role) == 0)
        return text->text;
    }
  return NULL;
}

static gint64
page_money (const PdInvoicePage *page, const char *role)
{
  const char *text = text_of_role (page, role);
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return -1;
  parts = g_strsplit (text + strlen ("¥"), ".", 2);
  return g_ascii_strtoll (parts[0], NULL, 10) * 100 + g_ascii_strtoll (parts[1], NULL, 10);
}

/* Special fields stand below the remark, and under difference taxation no rate is told. */
static void
test_special (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (PdInvoicePages) pages = NULL;
  const PdInvoicePage *page;

  pd_record_set_text (invoice, PD_INVOICE_REMARK, "见合同");
  pd_record_set_text (invoice, PD_INVOICE_SPECIAL_TYPE, "construction");
  pd_record_set_text (invoice, PD_INVOICE_DIFFERENCE_TYPE, PD_DIFFERENCE_TYPE_DIFFERENCE);
  pd_record_set_element (invoice, 0, 1, "site", "广州市");
  pd_record_set_element (invoice, 0, 1, "project_name", "样例大厦");
  pd_record_set_element (invoice, 0, PD_ELEMENT_ADDITIONAL, "合同编号", "HT-1");
  pages = pd_invoice_pages_new (invoice);
  page = pd_invoice_pages_get_layout (pages)->pages->pdata[0];
  g_assert_cmpstr (text_of_role (page, "remark"), ==,
                   "见合同\n建筑服务发生地：广州市；建筑项目名称：样例大厦\n合同编号：HT-1");
  g_assert_cmpstr (text_of_role (page, "tax_rate"), ==, "***");
}

/* Every line stands on one page, in order; the subtotals add up to the total of the last page. */
static void
test_many_pages (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (100, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  const PdInvoiceLayout *layout = pd_invoice_pages_get_layout (pages);
  g_autoptr (GBytes) pdf = invoice_pdf_new (invoice);
  g_autoptr (PdfFile) document = invoice_pdf_open (pdf);
  guint n_names = 0;
  gint64 net = 0, tax = 0;

  for (guint i = 0; i < layout->pages->len; i++)
    {
      const PdInvoicePage *page = layout->pages->pdata[i];
      g_autofree char *count = g_strdup_printf ("共 %u 页　第 %u 页", layout->pages->len, i + 1);
      g_autofree char *text = invoice_pdf_page_text (document, i);

      g_assert_cmpstr (text_of_role (page, "page"), ==, count);
      invoice_pdf_assert_contains (text, "26317000000000012345");
      g_assert_true ((page_money (page, "total_net") != -1) == (i + 1 == layout->pages->len));
      g_assert_true ((strstr (text, "价税合计") != NULL) == (i + 1 == layout->pages->len));
      net += page_money (page, "subtotal_net");
      tax += page_money (page, "subtotal_tax");
      for (guint k = 0; k < page->texts->len; k++)
        {
          const PdPageText *item = page->texts->pdata[k];

          if (strcmp (item->role, "name") == 0)
            {
              g_autofree char *name = g_strdup_printf ("*文具*中性笔%u号", ++n_names);

              g_assert_cmpstr (item->text, ==, name);
            }
        }
    }
  g_assert_cmpuint (n_names, ==, 100);
  g_assert_cmpint (net, ==, pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT));
  g_assert_cmpint (tax, ==, pd_record_get_integer (invoice, PD_INVOICE_TAX_AMOUNT));
  g_assert_cmpint (net, ==,
                   page_money (g_ptr_array_index (layout->pages, layout->pages->len - 1), "total_net"));
}

/* Lines 1 to 13, then a line with its discount where the page has room for one of the two, then one more. */
static void
test_discount_stays (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (13, TRUE);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GArray) slices = NULL;

  invoice_fixture_add_line (invoice, "*文具*本", "1", "100", 10000, "0.13", 1300,
                            PD_INVOICE_LINE_IS_DISCOUNTED);
  invoice_fixture_add_line (invoice, "*文具*本", NULL, NULL, -1000, "0.13", -130,
                            PD_INVOICE_LINE_IS_DISCOUNT);
  for (guint i = 0; i < 7; i++)
    invoice_fixture_add_line (invoice, "*文具*笔", "1", "1", 100, "0.13", 13, PD_INVOICE_LINE_NORMAL);
  rows = pd_invoice_rows_new (invoice);
  slices = pd_invoice_rows_split (rows, 8 * 12.2, 14 * 12.2, 7 * 12.2);
  g_assert_cmpuint (slices->len, ==, 3);
  g_assert_cmpuint (g_array_index (slices, PdInvoiceSlice, 0).n_rows, ==, 13);
  g_assert_cmpuint (g_array_index (slices, PdInvoiceSlice, 1).first, ==, 13);
  g_assert_cmpuint (g_array_index (slices, PdInvoiceSlice, 1).n_rows +
                        g_array_index (slices, PdInvoiceSlice, 2).n_rows,
                    ==, 9);
}

static gboolean
boxes_meet (const PdPageBox *a, const PdPageBox *b)
{
  const double slack = 0.05;

  return a->x + a->width > b->x + slack && b->x + b->width > a->x + slack &&
         a->y + a->height > b->y + slack && b->y + b->height > a->y + slack;
}

static gboolean
box_contains (const PdPageBox *outer, const PdPageBox *inner, double slack)
{
  return inner->x >= outer->x - slack && inner->y >= outer->y - slack &&
         inner->x + inner->width <= outer->x + outer->width + slack &&
         inner->y + inner->height <= outer->y + outer->height + slack;
}

static void
check_text (const PdInvoicePage *page, const PdPageText *text, guint index)
{
  const PdPageBox paper = { 0, 0, PD_INVOICE_PAGE_WIDTH, PD_INVOICE_PAGE_HEIGHT };
  PdPageBox ink;

  if (text->cut || !box_contains (&paper, &text->cell, 0) || !box_contains (&text->cell, &text->box, 0.05))
    g_error ("%s leaves its cell: “%s”", text->role, text->text);
  if (text->style.face == PD_PAGE_FACE_LABEL && text->size < 8)
    g_error ("the label “%s” had to shrink", text->text);
  pd_page_text_get_ink (text, &ink);
  /* A stroke of a glyph may reach a little over its square. */
  if (!box_contains (&text->cell, &ink, 1.0))
    g_error ("the ink of %s leaves its cell: “%s”", text->role, text->text);
  for (guint i = index + 1; i < page->texts->len; i++)
    {
      const PdPageText *other = page->texts->pdata[i];

      if (boxes_meet (&text->box, &other->box))
        g_error ("%s “%s” stands on %s “%s”", text->role, text->text, other->role, other->text);
    }
  for (guint i = 0; i < page->rules->len; i++)
    {
      const PdPageRule *rule = &g_array_index (page->rules, PdPageRule, i);
      PdPageBox line = { MIN (rule->x1, rule->x2) - 0.3, MIN (rule->y1, rule->y2) - 0.3,
                         ABS (rule->x1 - rule->x2) + 0.6, ABS (rule->y1 - rule->y2) + 0.6 };

      if (boxes_meet (&text->box, &line))
        g_error ("a rule runs through %s “%s”", text->role, text->text);
    }
  g_assert_false (page->mark.width > 0 && boxes_meet (&text->box, &page->mark));
}

static void
check_layout (const PdRecord *invoice)
{
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  const PdInvoiceLayout *layout = pd_invoice_pages_get_layout (pages);

  for (guint i = 0; i < layout->pages->len; i++)
    {
      const PdInvoicePage *page = layout->pages->pdata[i];

      for (guint k = 0; k < page->texts->len; k++)
        check_text (page, page->texts->pdata[k], k);
    }
}

static void
test_nothing_overlaps (void)
{
  for (guint issued = 0; issued < 2; issued++)
    for (guint n_lines = 1; n_lines < 20; n_lines += 6)
      {
        g_autoptr (PdRecord) plain = invoice_fixture_new (n_lines, issued);
        g_autoptr (PdRecord) extreme = invoice_fixture_new_extreme (n_lines, issued);

        check_layout (plain);
        check_layout (extreme);
        pd_record_set_text (extreme, PD_INVOICE_CODE, "031002100511");
        check_layout (extreme);
      }
}

/* A long word is broken where the cell ends, without a hyphen that the record does not have. */
static void
test_no_hyphens (void)
{
  PdPageStyle style = { PD_PAGE_FACE_CODE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_START, 10, 0, FALSE };
  PdPageBox cell = { 0, 0, 500, 500 };
  g_autoptr (PdPageText) ten = pd_page_text_new ("ten", "ABCDEFGHIJ", &style, &cell);
  g_autoptr (PdPageText) twenty = NULL;

  cell.width = ten->box.width + 1;
  style.wrap = TRUE;
  twenty = pd_page_text_new ("twenty", "ABCDEFGHIJABCDEFGHIJ", &style, &cell);
  g_assert_cmpfloat_with_epsilon (twenty->box.height, 2 * ten->box.height, 0.01);
}

static void
test_same_bytes (void)
{
  for (guint issued = 0; issued < 2; issued++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new_extreme (5, issued);
      g_autoptr (GBytes) first = invoice_pdf_new (invoice);
      g_autoptr (PdRecord) again = pd_record_copy (invoice);
      g_autoptr (GBytes) second = NULL;

      g_usleep (1100000); /* a date of now would differ by now */
      second = invoice_pdf_new (again);
      g_assert_true (g_bytes_equal (first, second));
    }
}

static gpointer
make_many_cb (gpointer data)
{
  g_autoptr (PdRecord) own = pd_record_copy (data);

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GBytes) pdf = invoice_pdf_new (own);

      g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
      if (i == 39)
        return g_steal_pointer (&pdf);
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (PdRecord) a = invoice_fixture_new (9, TRUE);
  g_autoptr (PdRecord) b = invoice_fixture_new_extreme (3, FALSE);
  g_autoptr (GBytes) a_alone = invoice_pdf_new (a);
  g_autoptr (GBytes) b_alone = invoice_pdf_new (b);
  GThread *a_thread = g_thread_new ("a", make_many_cb, a);
  GThread *b_thread = g_thread_new ("b", make_many_cb, b);
  g_autoptr (GBytes) a_bytes = g_thread_join (a_thread);
  g_autoptr (GBytes) b_bytes = g_thread_join (b_thread);

  g_assert_true (g_bytes_equal (a_alone, a_bytes));
  g_assert_true (g_bytes_equal (b_alone, b_bytes));
}

/* Made in one thread and drawn in another. */
static gpointer
draw_cb (gpointer data)
{
  return pd_invoice_pages_to_pdf (data, NULL, NULL);
}

static void
test_moves_between_threads (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (3, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  g_autoptr (GBytes) there = g_thread_join (g_thread_new ("draw", draw_cb, pages));
  g_autoptr (GBytes) here = pd_invoice_pages_to_pdf (pages, NULL, NULL);

  g_assert_true (g_bytes_equal (there, here));
}

static void
progress_cb (guint done, guint total, gpointer data)
{
  guint *calls = data;

  g_assert_cmpuint (done, ==, ++*calls);
  g_assert_cmpuint (total, ==, 3);
}

static void
test_batch (void)
{
  g_autoptr (GPtrArray) invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (PdfFile) document = NULL;
  g_autofree char *last = NULL;
  guint calls = 0;

  g_ptr_array_add (invoices, invoice_fixture_new (1, TRUE));
  g_ptr_array_add (invoices, invoice_fixture_new (9, TRUE));
  g_ptr_array_add (invoices, invoice_fixture_new (1, FALSE));
  pdf = pd_invoices_to_pdf (invoices, NULL, progress_cb, &calls, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (calls, ==, 3);
  document = invoice_pdf_open (pdf);
  g_assert_cmpint (poppler_document_get_n_pages (document), ==, 4);
  last = invoice_pdf_page_text (document, 3);
  invoice_pdf_assert_contains (last, "草稿");
}

static void
test_cancelled (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (1, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  g_autoptr (GPtrArray) invoices = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pd_invoice_pages_to_pdf (pages, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_ptr_array_add (invoices, invoice);
  g_assert_null (pd_invoices_to_pdf (invoices, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice-layout/page-counts", test_page_counts);
  g_test_add_func ("/invoice-layout/many-pages", test_many_pages);
  g_test_add_func ("/invoice-layout/discount-stays", test_discount_stays);
  g_test_add_func ("/invoice-layout/nothing-overlaps", test_nothing_overlaps);
  g_test_add_func ("/invoice-layout/no-hyphens", test_no_hyphens);
  g_test_add_func ("/invoice-layout/same-bytes", test_same_bytes);
  g_test_add_func ("/invoice-layout/threads", test_threads);
  g_test_add_func ("/invoice-layout/moves-between-threads", test_moves_between_threads);
  g_test_add_func ("/invoice-layout/batch", test_batch);
  g_test_add_func ("/invoice-layout/cancelled", test_cancelled);
  g_test_add_func ("/invoice-layout/special", test_special);
  return g_test_run ();
}
