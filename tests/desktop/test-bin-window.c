/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-bin-place.h"
#include "desktop/pd-bin-record.h"
#include "desktop/pd-field-text.h"
#include "model/pd-bin.h"
#include "model/pd-order.h"
#include "store/pd-store-bin.h"
#include "store/pd-store-records.h"
#include "store/store-fixture.h"
#include "wire/pd-wire.h"

/* What lies in the bin: what it was, who deleted it, and the way back for those who may. */

#define DAY_AGO (pd_now () - G_TIME_SPAN_DAY)

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWindow *window;
  GtkWidget *place;
} Fixture;

static gboolean
apply_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  PdRecord *record = data;

  page->epoch = g_strdup ("epoch-1");
  page->next = g_strdup ("c");
  page->head = pd_record_get_sequence (record);
  page->last = page->head;
  g_ptr_array_add (page->records, pd_record_ref (record));
  return store_fixture_apply (session, page, pd_now (), error);
}

static PdRecord *
make_order (const char *number, const char *buyer)
{
  PdRecord *order = pd_order_new (pd_now (), "2026-11-20");
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "Token");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

/* As the platform says it. */
static void
add_entry (Fixture *fixture, const char *number, const char *buyer, gint64 sequence)
{
  g_autoptr (PdRecord) order = make_order (number, buyer);
  g_autofree char *content = pd_wire_record_to_text (order);
  g_autoptr (PdRecord) entry = pd_bin_entry_new (order, content);
  g_autoptr (GError) error = NULL;

  pd_record_set_integer (entry, PD_BIN_ENTRY_DELETED_AT, DAY_AGO);
  pd_record_set_integer (entry, PD_BIN_ENTRY_KEPT_UNTIL, DAY_AGO + PD_BIN_DAYS * G_TIME_SPAN_DAY);
  pd_record_set_text (entry, PD_BIN_ENTRY_DELETED_BY, "wang");
  pd_record_set_text (entry, PD_BIN_ENTRY_DELETED_FROM, "desk-1");
  pd_record_set_revision (entry, 1);
  pd_record_set_sequence (entry, sequence);
  pd_store_write (fixture->store, apply_job, entry, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
delete_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord *order = data;

  return pd_store_save_record (session, order, pd_now (), error) &&
         pd_store_delete_record (session, &pd_order_type, pd_record_get_id (order), pd_now (), error);
}

static void
delete_here (Fixture *fixture, const char *number)
{
  g_autoptr (PdRecord) order = make_order (number, "Here");
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, delete_job, order, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->place = pd_bin_place_new (fixture->store);
  gtk_window_set_default_size (fixture->window, 900, 600);
  gtk_window_set_child (fixture->window, fixture->place);
  gtk_widget_show (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  desktop_fixture_settle (fixture->store);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find (GtkWidget *widget, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) &&
      (label == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* However busy the machine is; what is not there in the end is not there. */
static void
await (GtkWidget *where, const char *text, gboolean wanted)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  while (says (where, text) != wanted && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  if (says (where, text) != wanted)
    g_error ("%s “%s”", wanted ? "no" : "still", text);
}

static void
push (Fixture *fixture, const char *label)
{
  GtkWidget *button = find (fixture->place, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  await (fixture->place, "The Bin Is Empty", TRUE);
  add_entry (fixture, "D-1", "East", 7);
  add_entry (fixture, "D-2", "West", 8);
  delete_here (fixture, "D-3");
  await (fixture->place, "Order D-1: East", TRUE);
  await (fixture->place, "Order D-2: West", TRUE);
  await (fixture->place, "Order D-3: Here", TRUE);
  g_assert_true (says (fixture->place, "Deleted by wang on "));
  g_assert_true (says (fixture->place, "(desk-1)"));
  g_assert_true (says (fixture->place, "On this computer alone."));
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->place, GTK_TYPE_SEARCH_ENTRY, NULL)), "WEST");
  await (fixture->place, "Order D-1: East", FALSE);
  g_assert_true (says (fixture->place, "Order D-2: West"));
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->place, GTK_TYPE_SEARCH_ENTRY, NULL)), "North");
  await (fixture->place, "Nothing in the bin has these words.", TRUE);
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->place, GTK_TYPE_SEARCH_ENTRY, NULL)), "");
  await (fixture->place, "Order D-1: East", TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture->place, GTK_TYPE_DROP_DOWN, NULL)), 1);
  await (fixture->place, "Nothing Was Restored", TRUE);
}

/* What the platform keeps is restored when it is next asked, and a person may think better of it. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "D-1", "East", 7);
  await (fixture->place, "Order D-1: East", TRUE);
  push (fixture, "Restore");
  await (fixture->place, "It is restored with the next synchronisation.", TRUE);
  g_assert_null (find (fixture->place, GTK_TYPE_BUTTON, "Restore"));
  push (fixture, "Do Not Restore");
  await (fixture->place, "It is restored with the next synchronisation.", FALSE);
  g_assert_nonnull (find (fixture->place, GTK_TYPE_BUTTON, "Restore"));
}

static void
test_here (Fixture *fixture, gconstpointer data)
{
  delete_here (fixture, "D-1");
  await (fixture->place, "Order D-1: Here", TRUE);
  push (fixture, "Restore");
  await (fixture->place, "The Bin Is Empty", TRUE);
}

/* Who may not make an order may look at one, and not restore it. */
static void
test_role (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "D-1", "East", 7);
  pd_bin_place_set_role (PD_BIN_PLACE (fixture->place), "warehouse");
  await (fixture->place, "Order D-1: East", TRUE);
  g_assert_null (find (fixture->place, GTK_TYPE_BUTTON, "Restore"));
  pd_bin_place_set_role (PD_BIN_PLACE (fixture->place), "clerk");
  g_assert_nonnull (find (fixture->place, GTK_TYPE_BUTTON, "Restore"));
}

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **entries = data;

  *entries = pd_store_bin_list (session, pd_now (), error);
  return *entries != NULL;
}

static void
test_show (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  GtkWidget *dialog;

  add_entry (fixture, "D-1", "East", 7);
  g_assert_true (pd_store_read (fixture->store, list_job, &entries, NULL, NULL));
  dialog = pd_bin_record_new (NULL, fixture->store, entries->pdata[0]);
  gtk_window_present (GTK_WINDOW (dialog));
  await (adw_window_get_content (ADW_WINDOW (dialog)), "East", TRUE);
  g_assert_true (says (adw_window_get_content (ADW_WINDOW (dialog)), "Token"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function) g_test_add ("/desktop/bin/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("list", test_list);
  ADD ("restore", test_restore);
  ADD ("here", test_here);
  ADD ("role", test_role);
  ADD ("show", test_show);
#undef ADD
  return g_test_run ();
}
