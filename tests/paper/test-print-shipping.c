/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "paper/pd-paper-shipping.h"
#include "paper/pd-print-shipping.h"

#include <math.h>
#include <string.h>
#include <zbar.h>

#define NOW 1760000000000000

typedef struct
{
  GPtrArray *orders;
  GHashTable *goods;
  PdRecord *company;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  self->goods = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);
  self->company = pd_record_new (&pd_company_type, "0197e0a0-0000-7000-8000-00000000c001");
  pd_record_set_text (self->company, PD_COMPANY_NAME, "样例市松林商贸有限公司");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->orders);
  g_hash_table_unref (self->goods);
  pd_record_unref (self->company);
}

static char *
add_good (Fixture *self, guint n, const char *place)
{
  char *id = g_strdup_printf ("0197e0a0-0000-7000-8000-0000000%05u", n);
  PdRecord *good = pd_record_new (&pd_good_type, id);

  pd_record_set_text (good, PD_GOOD_STORAGE_PLACE, place);
  g_hash_table_insert (self->goods, g_strdup (id), good);
  return id;
}

static PdRecord *
add_order (Fixture *self, const char *number)
{
  g_autofree char *id = g_strdup_printf ("0197e0a0-0000-7000-8000-0000001%05u", self->orders->len);
  PdRecord *order = pd_record_new (&pd_order_type, id);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_GOODS);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "杭州临溪样例科技有限公司");
  pd_record_set_text (order, PD_ORDER_CONTACT_NAME, "王样例");
  pd_record_set_text (order, PD_ORDER_CONTACT_PHONE, "13900000000");
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "样例市东湖区松林路18号");
  g_ptr_array_add (self->orders, order);
  return order;
}

static PdRecord *
add_line (PdRecord *order, const char *good_id, const char *name, const char *quantity)
{
  PdRecord *line = pd_order_add_fact (order, PD_ORDER_LIST_LINES, NOW);

  pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, good_id);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, name);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT, "个");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  return line;
}

static PdRecord *
add_parcel (PdRecord *order, const char *tracking)
{
  PdRecord *parcel = pd_order_add_fact (order, PD_ORDER_LIST_PARCELS, NOW);

  pd_record_set_text (parcel, PD_PARCEL_CARRIER, "顺丰速运");
  pd_record_set_text (parcel, PD_PARCEL_TRACKING_NUMBER, tracking);
  return parcel;
}

static PdRecord *
put_in (PdRecord *order, const PdRecord *parcel, const PdRecord *line, const char *quantity)
{
  PdRecord *item = pd_order_add_fact (order, PD_ORDER_LIST_PARCEL_ITEMS, NOW);

  pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
  pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (line));
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, quantity);
  return item;
}

/* The file that would be printed, as somebody else reads it. */
static PdPaper *
print (Fixture *self, PdShippingKind kind)
{
  PdShippingWanted wanted = { kind, self->orders, self->goods, self->company, NULL, "2026-11-23" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = pd_print_shipping_items (&wanted, &error);
  g_autoptr (PdPrintStream) stream = NULL;
  const char *folder = g_getenv ("PIAODAN_TEST_KEEP");
  PdPrintSettings settings;
  PdPaper *paper;

  g_assert_no_error (error);
  pd_print_settings_init_shipping (&settings, kind);
  stream = pd_print_stream_new (items, &settings, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  if (folder != NULL)
    {
      g_autofree char *path = g_strdup_printf ("%s%s.pdf", folder, strrchr (g_test_get_path (), '/'));

      g_file_set_contents (path, g_bytes_get_data (stream->pdf, NULL), g_bytes_get_size (stream->pdf), NULL);
    }
  paper = pd_paper_open (stream->pdf, "sheets.pdf", NULL, &error);
  g_assert_no_error (error);
  return paper;
}

/* As a person reads it: lines from above, each from the left. */
static int
compare_glyphs (gconstpointer a, gconstpointer b)
{
  const PdPaperGlyph *one = a, *other = b;
  double down = (one->y0 + one->y1) / 2 - (other->y0 + other->y1) / 2;

  if (fabs (down) > 3)
    return down < 0 ? -1 : 1;
  return one->x0 < other->x0 ? -1 : one->x0 > other->x0;
}

/* The text layer of a page line by line, without blanks. */
static char *
text_of (PdPaper *paper, guint page)
{
  g_autoptr (GArray) glyphs = pd_paper_get_glyphs (paper, page);
  GString *plain = g_string_new (NULL);

  g_array_sort (glyphs, compare_glyphs);
  for (guint i = 0; i < glyphs->len; i++)
    if (!g_unichar_isspace (g_array_index (glyphs, PdPaperGlyph, i).character))
      g_string_append_unichar (plain, g_array_index (glyphs, PdPaperGlyph, i).character);
  return g_string_free (plain, FALSE);
}

static void
assert_in_order (const char *text, const char *const *parts)
{
  const char *at = text;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *found = strstr (at, parts[i]);

      if (found == NULL)
        g_error ("“%s” is not where it should be in: %s", parts[i], text);
      at = found + strlen (parts[i]);
    }
}

/* Goods are added up over orders and stand along the shelves; what is packed is fetched already. */
static void
test_picking (Fixture *self, gconstpointer data)
{
  static const char *const rows[] = { "拣货单",   "货物：3种", "A-2",  "硒鼓",   "7",
                                      "PX-1×2",   "PX-2×5",    "A-10", "打印纸", "1.5",
                                      "PX-2×1.5", "无位货物",  NULL };
  g_autofree char *drum = add_good (self, 1, "A-2"), *sheet = add_good (self, 2, "A-10"),
                  *nowhere = add_good (self, 3, NULL);
  PdRecord *first = add_order (self, "PX-1"), *second = add_order (self, "PX-2"),
           *cancelled = add_order (self, "PX-3");
  const PdRecord *packed = add_line (first, nowhere, "无位货物", "4");
  g_autoptr (PdPaper) paper = NULL;
  g_autofree char *text = NULL;

  add_line (first, drum, "硒鼓", "2");
  put_in (first, add_parcel (first, "SF1"), packed, "1");
  add_line (second, sheet, "打印纸", "1.5");
  add_line (second, drum, "硒鼓", "5");
  add_line (second, NULL, "没有数量", NULL);
  add_line (cancelled, drum, "硒鼓", "100");
  pd_record_set_text (cancelled, PD_ORDER_STATE, PD_ORDER_STATE_CANCELLED);
  paper = print (self, PD_SHIPPING_PICKING);
  g_assert_cmpuint (pd_paper_get_n_pages (paper), ==, 1);
  text = text_of (paper, 0);
  assert_in_order (text, rows);
  g_assert_nonnull (strstr (text, "PX-1×3"));
  g_assert_null (strstr (text, "没有数量"));
  g_assert_null (strstr (text, "100"));
}

/* Three hundred goods, one of them for two hundred orders: every row and every order stands somewhere, once. */
static void
test_picking_over_pages (Fixture *self, gconstpointer data)
{
  g_autoptr (PdPaper) paper = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *common = add_good (self, 1000, "B-1");

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *number = g_strdup_printf ("PX-2026-%04u;", i);
      g_autofree char *good = add_good (self, i, "A-1"), *name = g_strdup_printf ("货物%03u号", i);
      PdRecord *order = add_order (self, number);

      add_line (order, good, name, "1");
      add_line (order, common, "大家都要的", "3");
    }
  paper = print (self, PD_SHIPPING_PICKING);
  g_assert_cmpuint (pd_paper_get_n_pages (paper), >, 5);
  for (guint i = 0; i < pd_paper_get_n_pages (paper); i++)
    {
      g_autofree char *text = text_of (paper, i);
      g_autofree char *foot = g_strdup_printf ("第%u页，共%u页", i + 1, pd_paper_get_n_pages (paper));

      g_assert_nonnull (strstr (text, "货物名称及规格"));
      g_assert_nonnull (strstr (text, foot));
      g_string_append (all, text);
    }
  g_assert_nonnull (strstr (all->str, "600"));
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *alone = g_strdup_printf ("PX-2026-%04u;×1", i);
      g_autofree char *common_row = g_strdup_printf ("PX-2026-%04u;×3", i);
      g_autofree char *name = g_strdup_printf ("货物%03u号", i);

      g_assert_nonnull (strstr (all->str, alone));
      g_assert_nonnull (strstr (all->str, common_row));
      g_assert_nonnull (strstr (all->str, name));
    }
}

/* A parcel's list has what is in it and nothing else; long names are broken and stand there to the last character. */
static void
test_packing (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new (NULL);
  PdRecord *order = add_order (self, "PX-1"), *item;
  const PdRecord *line, *other = add_line (order, NULL, "在另一件里", "1"), *parcel, *second;
  g_autoptr (PdPaper) paper = NULL;
  g_autofree char *text = NULL, *next = NULL;

  for (guint i = 0; i < 90; i++)
    g_string_append (name, i % 9 == 0 ? "税" : "控");
  g_string_append (name, "末尾");
  line = add_line (order, NULL, name->str, "12");
  parcel = add_parcel (order, "SF1000000001");
  second = add_parcel (order, NULL);
  item = put_in (order, parcel, line, "12");
  pd_record_set_text (item, PD_PARCEL_ITEM_SERIAL_NUMBERS, "661900000001, 661900000002");
  put_in (order, second, other, "1");
  paper = print (self, PD_SHIPPING_PACKING);
  g_assert_cmpuint (pd_paper_get_n_pages (paper), ==, 2);
  text = text_of (paper, 0);
  next = text_of (paper, 1);
  g_assert_nonnull (strstr (text, "PX-1第1件，共2件"));
  g_assert_nonnull (strstr (text, "杭州临溪样例科技有限公司"));
  g_assert_nonnull (strstr (text, "顺丰速运SF1000000001"));
  g_assert_nonnull (strstr (text, "661900000001,"));
  g_assert_nonnull (strstr (text, "661900000002"));
  g_assert_nonnull (strstr (text, "末尾"));
  g_assert_nonnull (strstr (text, "样例市松林商贸有限公司"));
  g_assert_null (strstr (text, "在另一件里"));
  g_assert_nonnull (strstr (next, "在另一件里"));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Dots an inch of the usual printers of labels. */
#define LABEL_DPI 203

/* (transfer full): what a scanner reads of a page as such a printer prints it, each with the kind of its code before it */
static char *
codes_of (PdPaper *paper, guint page)
{
  const int width = (int) (PD_SHIPPING_LABEL_WIDTH * LABEL_DPI / 72),
            height = (int) (PD_SHIPPING_LABEL_HEIGHT * LABEL_DPI / 72);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autofree guchar *grey = g_malloc ((gsize) width * (gsize) height);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func (g_free);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, LABEL_DPI / 72.0, LABEL_DPI / 72.0);
  pd_paper_draw (paper, page, cr, PD_PAPER_PRINTER, NULL, &error);
  g_assert_no_error (error);
  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      grey[y * width + x] =
          cairo_image_surface_get_data (surface)[y * cairo_image_surface_get_stride (surface) + 4 * x + 1];
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (guint) width, (guint) height);
  zbar_image_set_data (image, grey, (gulong) width * (gulong) height, NULL);
  zbar_scan_image (scanner, image);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    g_ptr_array_add (read, g_strdup_printf ("%s %s", zbar_get_symbol_name (zbar_symbol_get_type (symbol)),
                                            zbar_symbol_get_data (symbol)));
  g_ptr_array_sort (read, compare_texts);
  g_ptr_array_add (read, NULL);
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_strjoinv ("; ", (char **) read->pdata);
}

/* A scanner reads the tracking number of what is printed, from both codes; what is too long for bars from one. */
static void
test_label_codes (Fixture *self, gconstpointer data)
{
  PdRecord *order = add_order (self, "PX-1");
  static const struct
  {
    const char *tracking, *codes;
  } rows[] = {
    { "SF1234567890123", "CODE-128 SF1234567890123; QR-Code SF1234567890123" },
    { "75312345678901", "CODE-128 75312345678901; QR-Code 75312345678901" },
    { "JDVA00012345678-1-1-", "CODE-128 JDVA00012345678-1-1-; QR-Code JDVA00012345678-1-1-" },
    { "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ", "QR-Code ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ" },
    { NULL, "" },
  };
  g_autoptr (PdPaper) paper = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    add_parcel (order, rows[i].tracking);
  paper = print (self, PD_SHIPPING_LABEL);
  g_assert_cmpuint (pd_paper_get_n_pages (paper), ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *codes = codes_of (paper, i);

      g_assert_cmpstr (codes, ==, rows[i].codes);
    }
}

static void
test_label (Fixture *self, gconstpointer data)
{
  PdRecord *order = add_order (self, "PX-1");
  g_autoptr (PdPaper) paper = NULL;
  g_autoptr (GString) address = g_string_new ("样例市");
  g_autofree char *text = NULL, *bare = NULL;
  double width, height;

  for (guint i = 0; i < 190; i++)
    g_string_append (address, i % 2 == 0 ? "长" : "路");
  g_string_append (address, "底");
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, address->str);
  add_parcel (order, "SF1000000001");
  add_parcel (order, NULL);
  paper = print (self, PD_SHIPPING_LABEL);
  g_assert_cmpuint (pd_paper_get_n_pages (paper), ==, 2);
  pd_paper_get_page_size (paper, 0, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, PD_SHIPPING_LABEL_WIDTH, 0.1);
  g_assert_cmpfloat_with_epsilon (height, PD_SHIPPING_LABEL_HEIGHT, 0.1);
  text = text_of (paper, 0);
  bare = text_of (paper, 1);
  g_assert_nonnull (strstr (text, "SF1000000001"));
  g_assert_nonnull (strstr (text, "收：王样例13900000000"));
  g_assert_nonnull (strstr (text, "底"));
  g_assert_nonnull (strstr (text, "第1件，共2件"));
  g_assert_nonnull (strstr (bare, "无运单号"));
}

static void
test_nothing (Fixture *self, gconstpointer data)
{
  PdShippingWanted wanted = { PD_SHIPPING_PICKING, self->orders, self->goods, NULL, NULL, "2026-11-23" };
  g_autoptr (GError) none = NULL, no_parcel = NULL, nobody = NULL;

  g_assert_null (pd_print_shipping_items (&wanted, &nobody));
  g_assert_error (nobody, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  add_order (self, "PX-1");
  g_assert_null (pd_print_shipping_items (&wanted, &none));
  g_assert_error (none, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  wanted.kind = PD_SHIPPING_LABEL;
  g_assert_null (pd_print_shipping_items (&wanted, &no_parcel));
  g_assert_nonnull (strstr (no_parcel->message, "PX-1"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/print/shipping/picking", test_picking);
  ADD ("/print/shipping/picking-over-pages", test_picking_over_pages);
  ADD ("/print/shipping/packing", test_packing);
  ADD ("/print/shipping/label", test_label);
  ADD ("/print/shipping/label-codes", test_label_codes);
  ADD ("/print/shipping/nothing", test_nothing);
  return g_test_run ();
}
