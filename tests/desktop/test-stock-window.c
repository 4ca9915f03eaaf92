/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-code-suggestion.h"
#include "desktop/pd-device-dialog.h"
#include "desktop/pd-device-panel.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-record-editor.h"
#include "desktop/pd-record-view.h"
#include "desktop/pd-entry-note.h"
#include "desktop/pd-shortage-note.h"
#include "desktop/pd-stock-dialog.h"
#include "desktop/pd-stock-panel.h"
#include "desktop/pd-stock-place.h"
#include "model/pd-device.h"
#include "model/pd-id.h"
#include "model/pd-order-flow.h"
#include "model/pd-date.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-list.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-stock.h"

/* What there is of goods, and what became of devices: shown, and written down by a person. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdRecord *good; /* (owned) */
  GtkWindow *window;
} Fixture;

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, pd_now (), error);
}

static void
save (Fixture *fixture, PdRecord *record)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, save_job, record, NULL, &error);
  g_assert_no_error (error);
}

static PdRecord *
new_good (const char *name, const char *minimum, gboolean stocked)
{
  g_autofree char *id = pd_id_new (pd_now ());
  PdRecord *good = pd_record_new (&pd_good_type, id);

  pd_record_set_text (good, PD_GOOD_NAME, name);
  pd_record_set_text (good, PD_GOOD_UNIT, "pcs");
  pd_record_set_flag (good, PD_GOOD_STOCKED, stocked);
  pd_record_set_text (good, PD_GOOD_MINIMUM_STOCK, minimum);
  return good;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->good = new_good ("Scanner", "10", TRUE);
  save (fixture, fixture->good);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 900, 600);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  desktop_fixture_settle (fixture->store);
  pd_record_unref (fixture->good);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* --- what is on the screen */

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  return GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
}

/* (nullable): the first that is to be seen, of this type and with these words */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && g_strcmp0 (text_of (widget), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return find (widget, GTK_TYPE_LABEL, text) != NULL;
}

static PdFieldEditor *
find_editor (GtkWidget *widget, guint field)
{
  if (PD_IS_FIELD_EDITOR (widget))
    return pd_field_editor_get_field (PD_FIELD_EDITOR (widget)) == field ? PD_FIELD_EDITOR (widget) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      PdFieldEditor *found = find_editor (child, field);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
content (PdStockDialog *dialog)
{
  return adw_window_get_content (ADW_WINDOW (dialog));
}

static void
type_in (PdStockDialog *dialog, guint field, const char *text)
{
  PdFieldEditor *editor = find_editor (content (dialog), field);

  g_assert_nonnull (editor);
  pd_field_editor_set_text (editor, text);
  g_signal_emit_by_name (editor, "edited");
}

static void
push (Fixture *fixture, GtkWidget *where, const char *label)
{
  GtkWidget *button = find (where, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  desktop_fixture_settle (fixture->store);
}

static gboolean
level_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;
  g_auto (PdStockLevel) level = { 0 };
  g_autoptr (PdDecimal) on_hand = NULL;

  g_assert_true (pd_store_stock_level (session, pd_record_get_id (fixture->good), &level, error));
  on_hand = pd_stock_level_on_hand (&level);
  g_object_set_data_full (G_OBJECT (fixture->window), "level",
                          pd_decimal_to_text (on_hand, PD_DECIMAL_MAX_PLACES), g_free);
  return TRUE;
}

static void
assert_level (Fixture *fixture, const char *expected)
{
  g_assert_true (pd_store_read (fixture->store, level_job, fixture, NULL, NULL));
  g_assert_cmpstr (g_object_get_data (G_OBJECT (fixture->window), "level"), ==, expected);
}

static void
take_in (Fixture *fixture, const char *quantity)
{
  g_autoptr (PdRecord) move = pd_stock_move_new (pd_now (), PD_STOCK_KIND_RECEIPT, fixture->good, quantity);

  save (fixture, move);
}

/* --- */

/* Nonsense and nothing are refused beside their field; what is right is written down and shuts the dialog. */
static void
test_take_in (Fixture *fixture, gconstpointer data)
{
  PdStockDialog *dialog = pd_stock_dialog_new (NULL, fixture->store, fixture->good, PD_STOCK_KIND_RECEIPT);

  desktop_fixture_settle (fixture->store);
  g_assert_true (says (content (dialog), "In stock: 0"));
  g_assert_null (find_editor (content (dialog), PD_STOCK_MOVE_SERIAL_NUMBERS));
  type_in (dialog, PD_STOCK_MOVE_QUANTITY, "many");
  push (fixture, content (dialog), "Save");
  type_in (dialog, PD_STOCK_MOVE_QUANTITY, "-4");
  push (fixture, content (dialog), "Save");
  g_assert_true (says (content (dialog), "A quantity here is more than zero."));
  assert_level (fixture, "0");
  type_in (dialog, PD_STOCK_MOVE_QUANTITY, "12.5");
  push (fixture, content (dialog), "Save");
  assert_level (fixture, "12.5");
}

/* As many serial numbers as goods. */
static void
test_serial_numbers (Fixture *fixture, gconstpointer data)
{
  PdStockDialog *dialog;

  pd_record_set_flag (fixture->good, PD_GOOD_HAS_SERIALS, TRUE);
  save (fixture, fixture->good);
  dialog = pd_stock_dialog_new (NULL, fixture->store, fixture->good, PD_STOCK_KIND_RECEIPT);
  type_in (dialog, PD_STOCK_MOVE_QUANTITY, "2");
  type_in (dialog, PD_STOCK_MOVE_SERIAL_NUMBERS, "A1");
  push (fixture, content (dialog), "Save");
  g_assert_true (says (content (dialog), "There are 1 different serial numbers, and the quantity is 2."));
  assert_level (fixture, "0");
  type_in (dialog, PD_STOCK_MOVE_SERIAL_NUMBERS, "A1, A2");
  push (fixture, content (dialog), "Save");
  assert_level (fixture, "2");
}

/* A count says the difference while it is typed, wants a reason, and writes nothing where nothing differs. */
static void
test_count (Fixture *fixture, gconstpointer data)
{
  PdStockDialog *dialog;

  take_in (fixture, "20");
  dialog = pd_stock_dialog_new (NULL, fixture->store, fixture->good, PD_STOCK_KIND_COUNT);
  desktop_fixture_settle (fixture->store);
  type_in (dialog, PD_STOCK_MOVE_COUNTED, "17");
  g_assert_true (says (content (dialog), "In stock: 20; 3 less were counted"));
  push (fixture, content (dialog), "Save");
  g_assert_true (says (content (dialog), "Say in a few words why there are more or less."));
  assert_level (fixture, "20");
  type_in (dialog, PD_STOCK_MOVE_REASON, "broken");
  push (fixture, content (dialog), "Save");
  assert_level (fixture, "17");
  dialog = pd_stock_dialog_new (NULL, fixture->store, fixture->good, PD_STOCK_KIND_COUNT);
  desktop_fixture_settle (fixture->store);
  type_in (dialog, PD_STOCK_MOVE_COUNTED, "17");
  type_in (dialog, PD_STOCK_MOVE_REASON, "again");
  push (fixture, content (dialog), "Save");
  g_assert_true (says (content (dialog), "There is what was counted; nothing had to be written down."));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* A good's page says what there is and what became of it, and follows. */
static void
test_panel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) service = new_good ("Advice", NULL, FALSE);
  GtkWidget *panel = pd_stock_panel_new (fixture->store);

  gtk_window_set_child (fixture->window, panel);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  pd_stock_panel_show (PD_STOCK_PANEL (panel), service);
  g_assert_false (gtk_widget_get_visible (panel));
  pd_stock_panel_show (PD_STOCK_PANEL (panel), fixture->good);
  desktop_fixture_settle (fixture->store);
  g_assert_true (says (panel, "0 pcs"));
  g_assert_true (says (panel, "There should always be 10: order 10."));
  take_in (fixture, "24");
  desktop_fixture_settle (fixture->store);
  g_assert_true (says (panel, "24 pcs"));
  g_assert_true (says (panel, "Goods came in: +24"));
  g_assert_false (says (panel, "There should always be 10: order 10."));
  g_assert_nonnull (find (panel, GTK_TYPE_BUTTON, "Receive Goods…"));
  pd_stock_panel_set_role (PD_STOCK_PANEL (panel), "technician");
  g_assert_null (find (panel, GTK_TYPE_BUTTON, "Receive Goods…"));
  pd_stock_panel_set_role (PD_STOCK_PANEL (panel), "warehouse");
  g_assert_nonnull (find (panel, GTK_TYPE_BUTTON, "Correct the Count…"));
}

/* (nullable): the one that asks about a reversal; those of other tests may still be there */
static PdStockDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (PD_IS_STOCK_DIALOG (window) &&
          find (content (PD_STOCK_DIALOG (window)), GTK_TYPE_BUTTON, "Reverse Movement") != NULL)
        return PD_STOCK_DIALOG (window);
    }
  return NULL;
}

/* A movement that was written down wrongly is reversed once, with what there will be said before; a reversal is not. */
static void
test_reversal (Fixture *fixture, gconstpointer data)
{
  GtkWidget *panel = pd_stock_panel_new (fixture->store);
  PdStockDialog *dialog;

  gtk_window_set_child (fixture->window, panel);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  pd_stock_panel_show (PD_STOCK_PANEL (panel), fixture->good);
  take_in (fixture, "24");
  desktop_fixture_settle (fixture->store);
  pd_stock_panel_set_role (PD_STOCK_PANEL (panel), "technician");
  desktop_fixture_settle (fixture->store);
  g_assert_null (find (panel, GTK_TYPE_BUTTON, "Reverse Movement…"));
  pd_stock_panel_set_role (PD_STOCK_PANEL (panel), "warehouse");
  desktop_fixture_settle (fixture->store);
  push (fixture, panel, "Reverse Movement…");
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_true (says (content (dialog), "In stock: 24; after the reversal: 0"));
  type_in (dialog, PD_STOCK_MOVE_REASON, "entered twice");
  push (fixture, content (dialog), "Reverse Movement");
  desktop_fixture_settle (fixture->store);
  g_assert_null (find_dialog ());
  assert_level (fixture, "0");
  g_assert_true (says (panel, "Reversal of “Goods came in”: −24"));
  g_assert_true (says (panel, "Movement reversed"));
  g_assert_null (find (panel, GTK_TYPE_BUTTON, "Reverse Movement…"));
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* What is short is marked and can be looked at alone; goods that are not kept in stock are not there. */
static void
test_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) paper = new_good ("Paper", NULL, TRUE);
  g_autoptr (PdRecord) service = new_good ("Advice", NULL, FALSE);
  GtkWidget *place = pd_stock_place_new (fixture->store);
  GtkWidget *search;

  save (fixture, paper);
  save (fixture, service);
  gtk_window_set_child (fixture->window, place);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  desktop_fixture_settle (fixture->store);
  g_assert_cmpuint (pd_stock_place_get_n_shown (PD_STOCK_PLACE (place)), ==, 2);
  g_assert_true (says (place, "1 good is short: order it."));
  g_assert_true (says (place, "⚠ 10"));
  push (fixture, place, "Short only");
  g_assert_cmpuint (pd_stock_place_get_n_shown (PD_STOCK_PLACE (place)), ==, 1);
  take_in (fixture, "10");
  desktop_fixture_settle (fixture->store);
  g_assert_cmpuint (pd_stock_place_get_n_shown (PD_STOCK_PLACE (place)), ==, 0);
  g_assert_true (says (place, "Nothing Is Short"));
  push (fixture, place, "Short only");
  search = find_type (place, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "pap");
  desktop_fixture_settle (fixture->store);
  g_assert_cmpuint (pd_stock_place_get_n_shown (PD_STOCK_PLACE (place)), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (search), "xyz");
  desktop_fixture_settle (fixture->store);
  g_assert_true (says (place, "Nothing Found"));
}

static void
test_place_empty (Fixture *fixture, gconstpointer data)
{
  GtkWidget *place = pd_stock_place_new (fixture->store);

  pd_record_set_flag (fixture->good, PD_GOOD_STOCKED, FALSE);
  save (fixture, fixture->good);
  gtk_window_set_child (fixture->window, place);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  desktop_fixture_settle (fixture->store);
  g_assert_true (says (place, "Nothing Is Kept in Stock"));
  g_assert_null (find (place, GTK_TYPE_BUTTON, "Receive Goods…"));
}

/* A device's page tells what became of it, and leads to the order that did it. */
static void
test_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = pd_order_new (pd_now (), "2026-11-20");
  g_autoptr (PdRecord) device = pd_device_new ("tenant", "SN-1");
  g_autofree char *cause = pd_id_new (pd_now ());
  GtkWidget *view = pd_record_view_new (pd_place_for_type (&pd_device_type), fixture->store);
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (line, PD_ORDER_LINE_NAME, "Printer");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_derive (order);
  pd_record_set_text (order, PD_ORDER_NUMBER, "PX-9");
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "Buyer");
  save (fixture, order);
  pd_record_set_text (device, PD_DEVICE_BUYER_NAME, "Hotel");
  pd_device_add_event (device, cause, PD_DEVICE_EVENT_INSTALLED, "front desk", "PX-9", pd_now ());
  save (fixture, device);
  gtk_window_set_child (fixture->window, view);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  pd_record_view_show (PD_RECORD_VIEW (view), pd_record_get_id (device));
  desktop_fixture_settle (fixture->store);
  g_assert_true (says (view, "SN-1"));
  g_assert_true (says (view, "Hotel"));
  g_assert_true (says (view, "Installed: front desk"));
  g_assert_nonnull (find (view, GTK_TYPE_BUTTON, "Order PX-9"));
  pd_record_view_set_role (PD_RECORD_VIEW (view), "finance");
  g_assert_null (find (view, GTK_TYPE_BUTTON, "Add to the History…"));
  pd_record_view_set_role (PD_RECORD_VIEW (view), "technician");
  g_assert_nonnull (find (view, GTK_TYPE_BUTTON, "Add to the History…"));
}

#define TENANT "01900000-0000-7000-8000-0000000000aa"

static gboolean
sign_in_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_set_meta (
      session, PD_STORE_META_ACCOUNT,
      "{\"server\":\"https://platform.example.com\",\"user\":\"wang\",\"tenant\":\"" TENANT "\"}", error);
}

static void
entered_cb (PdDeviceDialog *dialog, const char *id, char **entered)
{
  g_free (*entered);
  *entered = g_strdup (id);
}

/* (transfer full) (nullable): the id of the device that was saved; @sentence: (nullable): what is said where none was */
static char *
enter_device (Fixture *fixture, const char *number, const char *sentence)
{
  PdDeviceDialog *dialog = pd_device_dialog_new (NULL, fixture->store);
  char *entered = NULL;

  g_object_ref (dialog);
  g_signal_connect (dialog, "saved", G_CALLBACK (entered_cb), &entered);
  gtk_window_present (GTK_WINDOW (dialog));
  pd_field_editor_set_text (find_editor (GTK_WIDGET (dialog), PD_DEVICE_SERIAL_NUMBER), number);
  pd_field_editor_set_text (find_editor (GTK_WIDGET (dialog), PD_DEVICE_GOOD_NAME), "Printer");
  g_signal_emit_by_name (find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "Save"), "clicked");
  desktop_fixture_settle (fixture->store);
  if (sentence != NULL)
    {
      g_assert_true (says (GTK_WIDGET (dialog), sentence));
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
  g_object_unref (dialog);
  return entered;
}

/* A device that came before is entered once, under the id that follows from its number and the company. */
static void
test_new_device (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wanted = pd_device_id (TENANT, "SN-7");
  g_autoptr (GError) error = NULL;
  g_autofree char *unsigned_in = NULL, *unnamed = NULL, *entered = NULL, *again = NULL;

  unsigned_in = enter_device (fixture, "SN-7",
                              "Sign in once before you enter a device: it is recognised, here and on your "
                              "colleagues' computers, by your company and its number.");
  g_assert_null (unsigned_in);
  pd_store_write (fixture->store, sign_in_job, NULL, NULL, &error);
  g_assert_no_error (error);
  unnamed = enter_device (fixture, "", "Enter the serial number that stands on the device.");
  g_assert_null (unnamed);
  entered = enter_device (fixture, " SN-7 ", NULL);
  g_assert_cmpstr (entered, ==, wanted);
  again = enter_device (fixture, "sn-7", "The device “sn-7” is known already. Change that one.");
  g_assert_null (again);
}

static PdRecord *
new_order (const char *kind, const char *good, const char *quantity)
{
  PdRecord *order = pd_order_new (pd_now (), "2026-11-20");
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (order, PD_ORDER_KIND, kind);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, good);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  return order;
}

static void
proposed_cb (PdShortageNote *note, const char *date, char **proposed)
{
  g_free (*proposed);
  *proposed = g_strdup (date);
}

/* What is missing is said while an order is entered, and follows what is typed and what comes in. */
static void
test_shortage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (NULL, "Scanner", "30");
  g_autoptr (PdRecord) other = new_order (PD_ORDER_KIND_SERVICE, "Scanner", "30");
  g_autofree char *proposed = NULL;
  GtkWidget *note = pd_shortage_note_new (fixture->store, TRUE);

  gtk_window_set_child (fixture->window, note);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  g_signal_connect (note, "proposed", G_CALLBACK (proposed_cb), &proposed);
  take_in (fixture, "20");
  pd_shortage_note_show (PD_SHORTAGE_NOTE (note), order);
  desktop_fixture_settle (fixture->store);
  g_assert_true (
      says (note,
            "Scanner: 10 are missing; nobody can tell when more comes: it was not received twice yet."));
  take_in (fixture, "4");
  desktop_fixture_settle (fixture->store);
  g_assert_true (
      says (note, "Scanner: 6 are missing; nobody can tell when more comes: it was not received twice yet."));
  pd_record_set_text (g_ptr_array_index (pd_record_get_lines (order), 0), PD_ORDER_LINE_QUANTITY, "24");
  pd_shortage_note_show (PD_SHORTAGE_NOTE (note), order);
  desktop_fixture_settle (fixture->store);
  g_assert_false (gtk_widget_get_visible (note));
  pd_shortage_note_show (PD_SHORTAGE_NOTE (note), other);
  desktop_fixture_settle (fixture->store);
  g_assert_false (gtk_widget_get_visible (note));
  g_assert_null (proposed);
}

static void
mended_cb (GtkWidget *note, const char *line_id, int field, const char *value, char **told)
{
  g_free (*told);
  *told = g_strdup_printf ("%s %d %s", line_id != NULL ? "line" : "order", field, value);
}

/* What is ordered by less than its least is said while it is typed, with what mends it; and no more when it is mended. */
static void
test_entry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (NULL, "Scanner", "3");
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 0);
  g_autofree char *told = NULL;
  g_autofree char *wanted = g_strdup_printf ("line %d 10", PD_ORDER_LINE_QUANTITY);
  GtkWidget *note = pd_entry_note_new (fixture->store, TRUE);
  g_autofree char *today = pd_date_in_china (pd_now ());

  gtk_window_set_child (fixture->window, note);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  g_signal_connect (note, "mended", G_CALLBACK (mended_cb), &told);
  pd_record_set_text (fixture->good, PD_GOOD_MINIMUM_ORDER, "10");
  save (fixture, fixture->good);
  pd_record_set_text (order, PD_ORDER_DATE, today);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "5");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  pd_entry_note_show (PD_ENTRY_NOTE (note), order);
  desktop_fixture_settle (fixture->store);
  g_assert_true (
      says (note, "“Scanner” is ordered by 10 at least. Order that many, or agree on it with the buyer."));
  g_signal_emit_by_name (find (note, GTK_TYPE_BUTTON, "Use 10"), "clicked");
  g_assert_cmpstr (told, ==, wanted);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "10");
  pd_record_derive (order);
  pd_entry_note_show (PD_ENTRY_NOTE (note), order);
  desktop_fixture_settle (fixture->store);
  g_assert_false (gtk_widget_get_visible (note));
}

static void
take_in_before (Fixture *fixture, guint days)
{
  gint64 at = pd_now () - (gint64) days * G_TIME_SPAN_DAY;
  g_autoptr (PdRecord) move = pd_stock_move_new (at, PD_STOCK_KIND_RECEIPT, fixture->good, "1");

  save (fixture, move);
}

/* Where deliveries come regularly, the next one is proposed; it becomes the order's due date. */
static void
test_proposal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = new_order (PD_ORDER_KIND_GOODS, "Scanner", "30");
  g_autoptr (GDateTime) at =
      g_date_time_new_from_unix_local ((pd_now () + 4 * G_TIME_SPAN_DAY) / G_TIME_SPAN_SECOND);
  g_autofree char *date = g_date_time_format (at, "%F");
  g_autofree char *label = g_strdup_printf ("Propose %s to the Buyer", date);
  GtkWidget *editor = pd_record_editor_new (pd_place_for_type (&pd_order_type), fixture->store);

  take_in_before (fixture, 13);
  take_in_before (fixture, 3);
  take_in_before (fixture, 6);
  take_in_before (fixture, 20);
  gtk_window_set_child (fixture->window, editor);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  pd_record_editor_edit (PD_RECORD_EDITOR (editor), order, TRUE);
  desktop_fixture_settle (fixture->store);
  push (fixture, editor, label);
  g_assert_cmpstr (pd_record_get_text (pd_record_editor_get_working (PD_RECORD_EDITOR (editor)),
                                       PD_ORDER_DUE_DATE),
                   ==, date);
  desktop_fixture_settle (fixture->store);
  g_assert_null (find (editor, GTK_TYPE_BUTTON, label));
}

/* A code of one's own is suggested with its reason, used only by a person's word, and not again after it was dismissed. */
static void
test_code (Fixture *fixture, gconstpointer data)
{
  static const char code[] = "1090512010000000000";
  g_autoptr (PdRecord) past = new_good ("Laser printer", NULL, FALSE);
  g_autoptr (PdRecord) good = new_good ("Laser printer A4", NULL, FALSE);
  g_autofree char *title = g_strdup_printf ("Suggested: %s, Computers", code);
  GtkWidget *editor = pd_record_editor_new (pd_place_for_type (&pd_good_type), fixture->store);
  PdRecord *working;

  pd_record_set_text (past, PD_GOOD_TAX_CODE, code);
  pd_record_set_text (past, PD_GOOD_SHORT_NAME, "Computers");
  save (fixture, past);
  gtk_window_set_child (fixture->window, editor);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  pd_record_editor_edit (PD_RECORD_EDITOR (editor), good, TRUE);
  desktop_fixture_settle (fixture->store);
  desktop_fixture_settle (fixture->store);
  working = pd_record_editor_get_working (PD_RECORD_EDITOR (editor));
  g_assert_true (says (editor, title));
  g_assert_false (pd_record_has (working, PD_GOOD_TAX_CODE));
  push (fixture, editor, "Dismiss");
  g_assert_false (says (editor, title));
  pd_record_editor_edit (PD_RECORD_EDITOR (editor), past, TRUE);
  desktop_fixture_settle (fixture->store);
  g_assert_false (says (editor, title));
  pd_record_set_text (good, PD_GOOD_NAME, "Laser printer A3");
  pd_record_editor_edit (PD_RECORD_EDITOR (editor), good, TRUE);
  desktop_fixture_settle (fixture->store);
  desktop_fixture_settle (fixture->store);
  push (fixture, editor, "Use This");
  working = pd_record_editor_get_working (PD_RECORD_EDITOR (editor));
  g_assert_cmpstr (pd_record_get_text (working, PD_GOOD_TAX_CODE), ==, code);
  g_assert_cmpstr (pd_record_get_text (working, PD_GOOD_SHORT_NAME), ==, "Computers");
  desktop_fixture_settle (fixture->store);
  g_assert_false (says (editor, title));
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  add ("/stock/take-in", test_take_in);
  add ("/stock/serial-numbers", test_serial_numbers);
  add ("/stock/count", test_count);
  add ("/stock/panel", test_panel);
  add ("/stock/reversal", test_reversal);
  add ("/stock/place", test_place);
  add ("/stock/place-empty", test_place_empty);
  add ("/stock/device", test_device);
  add ("/stock/new-device", test_new_device);
  add ("/stock/shortage", test_shortage);
  add ("/stock/entry", test_entry);
  add ("/stock/proposal", test_proposal);
  add ("/stock/code", test_code);
  return g_test_run ();
}
