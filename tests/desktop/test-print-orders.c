/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <string.h>

#include "desktop-fixture.h"
#include "desktop/pd-print-desk.h"
#include "desktop/pd-print-orders.h"
#include "document/pd-shipping-pages.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "paper/pd-paper.h"
#include "print-fixture.h"
#include "store/pd-store-list.h"

/* Papers of the warehouse from a list of orders to the file that a printer gets. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWindow *parent;
  char *first_id;
} Fixture;

static PdRecord *
new_order (const char *number, gint64 now)
{
  PdRecord *order = pd_order_new (now, "2026-11-20");
  PdRecord *line = pd_order_add_line (order, now);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_GOODS);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "杭州临溪样例科技有限公司");
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "样例市东湖区松林路18号");
  pd_record_set_text (order, PD_ORDER_CONTACT_NAME, "王样例");
  pd_record_set_text (order, PD_ORDER_CONTACT_PHONE, "13900000000");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "硒鼓");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT, "个");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "3");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "113");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

static gboolean
fill_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;
  gint64 now = g_get_real_time ();
  g_autoptr (PdRecord) first = new_order ("PX-1", now), second = new_order ("PX-2", now);
  PdRecord *parcel = pd_order_add_fact (first, PD_ORDER_LIST_PARCELS, now);

  pd_record_set_text (parcel, PD_PARCEL_CARRIER, "顺丰速运");
  pd_record_set_text (parcel, PD_PARCEL_TRACKING_NUMBER, "SF1000000001");
  fixture->first_id = g_strdup (pd_record_get_id (first));
  return pd_store_save_record (session, first, now, error) &&
         pd_store_save_record (session, second, now, error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_store_write (fixture->store, fill_job, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->parent = GTK_WINDOW (gtk_window_new ());
}

static PdPrintDesk *
find_desk (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (PD_IS_PRINT_DESK (window))
        return PD_PRINT_DESK (window);
    }
  return NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (find_desk () != NULL)
    gtk_window_destroy (GTK_WINDOW (find_desk ()));
  gtk_window_destroy (fixture->parent);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (fixture->first_id);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static char *
text_of (GBytes *pdf, double *width)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPaper) paper = pd_paper_open (pdf, "sheets.pdf", NULL, &error);
  double height;

  g_assert_no_error (error);
  pd_paper_get_page_size (paper, 0, width, &height);
  return pd_paper_get_text (paper, 0);
}

static gboolean
rows_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);

  *(GArray **) data = pd_store_query_rows (session, query, cancellable, error);
  return *(GArray **) data != NULL;
}

static void
test_picking (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) rows = NULL;
  g_autofree char *text = NULL;
  double width;

  g_assert_true (pd_store_read (fixture->store, rows_job, &rows, NULL, NULL));
  g_assert_cmpuint (rows->len, ==, 2);
  pd_print_orders_rows (fixture->parent, fixture->store, PD_SHIPPING_PICKING, rows);
  PRINT_FIXTURE_WAIT_UNTIL (find_desk () != NULL && pd_print_desk_get_pdf (find_desk ()) != NULL);
  text = text_of (pd_print_desk_get_pdf (find_desk ()), &width);
  g_assert_nonnull (strstr (text, "拣货单"));
  g_assert_nonnull (strstr (text, "6"));
  g_assert_nonnull (strstr (text, "PX-1"));
  g_assert_nonnull (strstr (text, "PX-2"));
}

static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

/* A label is shown on a label, whatever paper invoices are printed on. */
static void
test_label (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  double width;

  pd_print_orders (fixture->parent, fixture->store, PD_SHIPPING_LABEL, fixture->first_id);
  PRINT_FIXTURE_WAIT_UNTIL (find_desk () != NULL && pd_print_desk_get_pdf (find_desk ()) != NULL);
  text = text_of (pd_print_desk_get_pdf (find_desk ()), &width);
  g_assert_nonnull (strstr (text, "SF1000000001"));
  g_assert_cmpfloat_with_epsilon (width, PD_SHIPPING_LABEL_WIDTH, 0.5);
  g_assert_true (shows (GTK_WIDGET (find_desk ()), "Label, 100 × 150 mm"));
  gtk_window_destroy (GTK_WINDOW (find_desk ()));
  pd_print_desk_present (fixture->parent, fixture->store);
  g_assert_cmpuint (pd_print_queue_get_n_entries (pd_print_desk_get_queue (find_desk ())), ==, 0);
}

/* Where there is nothing to print, a sentence says why. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) rows = NULL;
  AdwMessageDialog *dialog;

  g_assert_true (pd_store_read (fixture->store, rows_job, &rows, NULL, NULL));
  pd_print_orders_rows (fixture->parent, fixture->store, PD_SHIPPING_PACKING, rows);
  dialog = print_fixture_wait_dialog ();
  g_assert_nonnull (strstr (adw_message_dialog_get_heading (dialog), "PX-2 has no parcel yet"));
  g_assert_null (find_desk ());
  print_fixture_respond (dialog, "close");
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/print-orders/picking", test_picking);
  ADD ("/print-orders/label", test_label);
  ADD ("/print-orders/nothing", test_nothing);
  return g_test_run ();
}
