/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-check-panel.h"
#include "desktop/pd-fact-dialog.h"
#include "desktop/pd-fact-list.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-history-list.h"
#include "model/pd-order-flow.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-service-checklist.h"
#include "store/pd-store-records.h"

/* What happens to an order: the dialog for one row of it, and its lists. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdRecord *order; /* (owned) as it is in the cache */
} Fixture;

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, pd_now (), error);
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;
  PdRecord *order = pd_store_get_record (session, &pd_order_type, pd_record_get_id (fixture->order), error);

  g_assert_nonnull (order);
  pd_record_unref (fixture->order);
  fixture->order = order;
  return TRUE;
}

static void
reload (Fixture *fixture)
{
  for (gint64 end = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 5; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (pd_store_read (fixture->store, load_job, fixture, NULL, NULL));
}

static void
add_line (PdRecord *order, const char *name, const char *quantity)
{
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (line, PD_ORDER_LINE_NAME, name);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
}

static void
set_up (Fixture *fixture, gconstpointer kind)
{
  g_autofree char *today = pd_today ();
  g_autoptr (GError) error = NULL;

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->order = pd_order_new (pd_now (), today);
  pd_record_set_text (fixture->order, PD_ORDER_NUMBER, "PX-1");
  pd_record_set_text (fixture->order, PD_ORDER_BUYER_NAME, "Buyer");
  pd_record_set_text (fixture->order, PD_ORDER_KIND, kind);
  if (g_strcmp0 (kind, PD_ORDER_KIND_SERVICE) == 0)
    pd_record_set_text (fixture->order, PD_ORDER_SERVICE, PD_SERVICE_UPGRADE);
  pd_record_set_text (fixture->order, PD_ORDER_ASSIGNEE, "technician");
  add_line (fixture->order, "Printer", "2");
  add_line (fixture->order, "Paper", "1.5");
  pd_record_derive (fixture->order);
  g_assert_true (pd_store_write (fixture->store, save_job, fixture->order, NULL, &error));
  g_assert_no_error (error);
  reload (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  pd_record_unref (fixture->order);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* --- what is on the screen */

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget))
    return g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
  if (GTK_IS_CHECK_BUTTON (widget))
    return g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), text) == 0;
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

/* (nullable): the first that is to be seen, of this type and with these words */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && says (widget, text))
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
content (PdFactDialog *dialog)
{
  return adw_window_get_content (ADW_WINDOW (dialog));
}

static void
type_in (PdFactDialog *dialog, guint field, const char *text)
{
  pd_field_editor_set_text (find_editor (content (dialog), field), text);
}

static void
assert_shows (PdFactDialog *dialog, guint field, const char *expected)
{
  g_autofree char *text = pd_field_editor_get_text (find_editor (content (dialog), field));

  g_assert_cmpstr (text, ==, expected);
}

static void
push (Fixture *fixture, PdFactDialog *dialog, const char *label)
{
  GtkWidget *button = find (content (dialog), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  reload (fixture);
}

static PdFactDialog *
open_dialog (Fixture *fixture, PdOrderList list, const char *fact_id)
{
  return pd_fact_dialog_new (NULL, fixture->store, fixture->order, list, fact_id);
}

static GPtrArray *
rows (Fixture *fixture, PdOrderList list)
{
  return pd_record_get_list (fixture->order, list);
}

/* --- */

/* What is still to be paid is filled in; nonsense is said beside its field and saves nothing; more than is open may be
 * paid; afterwards the rest is asked for. */
static void
test_payment (Fixture *fixture, gconstpointer data)
{
  PdFactDialog *dialog = open_dialog (fixture, PD_ORDER_LIST_PAYMENTS, NULL);
  const PdRecord *payment;

  assert_shows (dialog, PD_PAYMENT_AMOUNT, "350.00");
  assert_shows (dialog, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
  type_in (dialog, PD_PAYMENT_AMOUNT, "a hundred");
  push (fixture, dialog, "Save");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PAYMENTS)->len, ==, 0);
  type_in (dialog, PD_PAYMENT_AMOUNT, "-5");
  push (fixture, dialog, "Save");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PAYMENTS)->len, ==, 0);
  g_assert_nonnull (find (content (dialog), GTK_TYPE_LABEL,
                          "An amount that was paid is more than zero; money that goes back is a refund."));
  type_in (dialog, PD_PAYMENT_AMOUNT, "100.50");
  type_in (dialog, PD_PAYMENT_REFERENCE, "T-1");
  push (fixture, dialog, "Save");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PAYMENTS)->len, ==, 1);
  payment = g_ptr_array_index (rows (fixture, PD_ORDER_LIST_PAYMENTS), 0);
  g_assert_cmpint (pd_record_get_integer (payment, PD_PAYMENT_AMOUNT), ==, 10050);
  g_assert_cmpint (pd_record_get_integer (fixture->order, PD_ORDER_PAID_AMOUNT), ==, 10050);
  dialog = open_dialog (fixture, PD_ORDER_LIST_PAYMENTS, NULL);
  assert_shows (dialog, PD_PAYMENT_AMOUNT, "249.50");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* A parcel takes all that is in none; what it holds can be entered piece by piece; taken out, it takes all with it. */
static void
test_parcel (Fixture *fixture, gconstpointer data)
{
  PdFactDialog *dialog = open_dialog (fixture, PD_ORDER_LIST_PARCELS, NULL);
  g_autofree char *line =
      g_strdup (pd_record_get_id (g_ptr_array_index (pd_record_get_lines (fixture->order), 0)));
  g_autofree char *first = NULL;

  gtk_check_button_set_active (GTK_CHECK_BUTTON (find (content (dialog), GTK_TYPE_CHECK_BUTTON,
                                                       "Put in all that is not packed yet")),
                               FALSE);
  push (fixture, dialog, "Save");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PARCELS)->len, ==, 0); /* a parcel has a carrier */
  type_in (dialog, PD_PARCEL_CARRIER, "SF");
  push (fixture, dialog, "Save");
  first = g_strdup (pd_record_get_id (g_ptr_array_index (rows (fixture, PD_ORDER_LIST_PARCELS), 0)));
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PARCEL_ITEMS)->len, ==, 0);
  dialog = open_dialog (fixture, PD_ORDER_LIST_PARCEL_ITEMS, NULL);
  assert_shows (dialog, PD_PARCEL_ITEM_PARCEL_ID, first);
  assert_shows (dialog, PD_PARCEL_ITEM_LINE_ID, line);
  assert_shows (dialog, PD_PARCEL_ITEM_QUANTITY, "2");
  type_in (dialog, PD_PARCEL_ITEM_QUANTITY, "1");
  push (fixture, dialog, "Save");
  dialog = open_dialog (fixture, PD_ORDER_LIST_PARCELS, NULL);
  type_in (dialog, PD_PARCEL_CARRIER, "EMS");
  push (fixture, dialog, "Save");
  g_assert_true (pd_order_need_holds (fixture->order, PD_ORDER_NEED_PACKED, NULL));
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PARCEL_ITEMS)->len, ==, 3);
  dialog = open_dialog (fixture, PD_ORDER_LIST_PARCELS, first);
  assert_shows (dialog, PD_PARCEL_CARRIER, "SF");
  push (fixture, dialog, "Remove");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PARCELS)->len, ==, 1);
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PARCEL_ITEMS)->len, ==, 2);
}

/* Times are typed as the clock on the wall shows them, in any form of a date. */
static void
test_visit (Fixture *fixture, gconstpointer data)
{
  PdFactDialog *dialog = open_dialog (fixture, PD_ORDER_LIST_VISITS, NULL);
  const PdRecord *visit;
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;

  assert_shows (dialog, PD_VISIT_KIND, PD_VISIT_KIND_WORK);
  assert_shows (dialog, PD_VISIT_TECHNICIAN, "technician");
  type_in (dialog, PD_VISIT_STARTS_AT, "tomorrow");
  push (fixture, dialog, "Save");
  g_assert_nonnull (find (content (dialog), GTK_TYPE_LABEL,
                          "“tomorrow” is not a date and a time. Write it as 2026-11-20 14:00."));
  type_in (dialog, PD_VISIT_STARTS_AT, "2026/11/20 14：00");
  type_in (dialog, PD_VISIT_ENDS_AT, "2026-11-20 13:00");
  push (fixture, dialog, "Save");
  g_assert_nonnull (find (content (dialog), GTK_TYPE_LABEL, "A visit ends after it has started."));
  type_in (dialog, PD_VISIT_ENDS_AT, "2026-11-20 15:30");
  push (fixture, dialog, "Save");
  visit = g_ptr_array_index (rows (fixture, PD_ORDER_LIST_VISITS), 0);
  text = pd_field_text (visit, PD_VISIT_STARTS_AT);
  g_assert_cmpstr (text, ==, "2026-11-20 14:00");
  id = g_strdup (pd_record_get_id (visit));
  dialog = open_dialog (fixture, PD_ORDER_LIST_VISITS, id);
  assert_shows (dialog, PD_VISIT_ENDS_AT, "2026-11-20 15:30");
  type_in (dialog, PD_VISIT_SIGNED_BY, "Wang");
  push (fixture, dialog, "Save");
  g_assert_true (pd_order_need_holds (fixture->order, PD_ORDER_NEED_SIGNED_OFF, NULL));
}

/* What is entered goes upon the order as it is by then. */
static void
test_meanwhile (Fixture *fixture, gconstpointer data)
{
  PdFactDialog *dialog = open_dialog (fixture, PD_ORDER_LIST_CONTACTS, NULL);
  g_autoptr (PdRecord) changed = pd_record_copy (fixture->order);
  g_autoptr (GError) error = NULL;

  pd_record_set_text (changed, PD_ORDER_NOTE, "From elsewhere");
  g_assert_true (pd_store_write (fixture->store, save_job, changed, NULL, &error));
  g_assert_no_error (error);
  type_in (dialog, PD_CONTACT_TEXT, "Asked for Friday");
  push (fixture, dialog, "Save");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_CONTACTS)->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (fixture->order, PD_ORDER_NOTE), ==, "From elsewhere");
}

/* A payment is never changed: it is taken back, once, by another row. A role that may not is not offered it. */
static void
test_list (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = g_object_ref_sink (pd_fact_list_new (fixture->store));
  GtkWidget *window = gtk_window_new ();
  PdFactDialog *dialog = open_dialog (fixture, PD_ORDER_LIST_PAYMENTS, NULL);

  gtk_window_set_child (GTK_WINDOW (window), list);
  push (fixture, dialog, "Save");
  pd_fact_list_show (PD_FACT_LIST (list), fixture->order);
  g_assert_nonnull (find (list, GTK_TYPE_LABEL, "Payment · 350.00"));
  g_assert_null (find (list, GTK_TYPE_LABEL, "Parcels"));
  g_assert_nonnull (find (list, GTK_TYPE_BUTTON, "Reverse Payment…"));
  pd_fact_list_set_role (PD_FACT_LIST (list), "technician");
  g_assert_null (find (list, GTK_TYPE_BUTTON, "Reverse Payment…"));
  pd_fact_list_set_role (PD_FACT_LIST (list), "finance");
  {
    GListModel *windows = gtk_window_get_toplevels ();
    guint n = g_list_model_get_n_items (windows);
    g_autoptr (GtkWindow) question = NULL;

    g_signal_emit_by_name (find (list, GTK_TYPE_BUTTON, "Reverse Payment…"), "clicked");
    g_assert_cmpuint (g_list_model_get_n_items (windows), >, n);
    question = g_list_model_get_item (windows, g_list_model_get_n_items (windows) - 1);
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "reverse");
  }
  reload (fixture);
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_PAYMENTS)->len, ==, 2);
  g_assert_cmpint (pd_record_get_integer (fixture->order, PD_ORDER_PAID_AMOUNT), ==, 0);
  pd_fact_list_show (PD_FACT_LIST (list), fixture->order);
  g_assert_nonnull (find (list, GTK_TYPE_LABEL, "Payment reversed"));
  g_assert_null (find (list, GTK_TYPE_BUTTON, "Reverse Payment…"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (list);
}

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  if (g_str_equal (gtk_widget_get_name (widget), name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Each check is saved as soon as it is answered; several at once do not take each other back; others only look. */
static void
test_checklist (Fixture *fixture, gconstpointer data)
{
  GtkWidget *panel = g_object_ref_sink (pd_check_panel_new (fixture->store));
  GtkWidget *entry;

  pd_check_panel_show (PD_CHECK_PANEL (panel), fixture->order);
  g_assert_false (gtk_widget_get_visible (panel)); /* a draft */
  pd_record_set_text (fixture->order, PD_ORDER_STAGE, PD_ORDER_STAGE_WORKING);
  pd_check_panel_show (PD_CHECK_PANEL (panel), fixture->order);
  g_assert_nonnull (find (panel, GTK_TYPE_LABEL, "5 are open"));
  pd_check_panel_set_role (PD_CHECK_PANEL (panel), "support");
  g_assert_false (gtk_widget_is_sensitive (find_named (panel, "backup")));
  pd_check_panel_set_role (PD_CHECK_PANEL (panel), "technician");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_named (panel, "backup")), TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_named (panel, "issue_tested")), TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_named (panel, "issue_tested")), FALSE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_named (panel, "filing_tested")), TRUE);
  entry = find_named (panel, "version_after");
  gtk_editable_set_text (GTK_EDITABLE (entry), " 3.2 ");
  g_signal_emit_by_name (entry, "apply");
  reload (fixture);
  g_assert_cmpuint (pd_order_count_open_checks (fixture->order), ==, 2);
  g_assert_cmpstr (pd_record_get_text (pd_order_find_check (fixture->order, "version_after"), PD_CHECK_VALUE),
                   ==, "3.2");
  pd_check_panel_show (PD_CHECK_PANEL (panel), fixture->order);
  g_assert_nonnull (find (panel, GTK_TYPE_LABEL, "2 are open"));
  g_object_unref (panel);
}

/* The newest step stands first; what was entered is told beside the steps only when it is asked for. */
static void
test_history (Fixture *fixture, gconstpointer data)
{
  PdHistoryList *history = PD_HISTORY_LIST (g_object_ref_sink (pd_history_list_new ()));
  PdFactDialog *dialog = open_dialog (fixture, PD_ORDER_LIST_CONTACTS, NULL);
  GtkWidget *filter, *period, *choices;

  type_in (dialog, PD_CONTACT_TEXT, "Asked for Friday");
  push (fixture, dialog, "Save");
  pd_history_list_show (history, fixture->order);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (history)));
  pd_record_add_step (fixture->order, pd_now (), "submit", "draft", "review", "clerk", "01234567-89", NULL);
  pd_record_add_step (fixture->order, pd_now () + G_USEC_PER_SEC, "send_back", "review", "draft", "reviewer",
                      "01234567-89", "No address");
  pd_history_list_show (history, fixture->order);
  g_assert_nonnull (
      find (GTK_WIDGET (history), GTK_TYPE_LABEL, "Submit for approval: Draft → To be approved"));
  g_assert_nonnull (find (GTK_WIDGET (history), GTK_TYPE_LABEL, "Send back: To be approved → Draft"));
  g_assert_null (find (GTK_WIDGET (history), GTK_TYPE_LABEL, "Not confirmed yet"));
  choices = gtk_widget_get_last_child (gtk_widget_get_first_child (GTK_WIDGET (history)));
  filter = gtk_widget_get_last_child (choices);
  period = gtk_widget_get_first_child (choices);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (filter), 2);
  g_assert_nonnull (
      find (GTK_WIDGET (history), GTK_TYPE_LABEL, "Nothing of that kind happened in that time."));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (filter), 0);
  pd_record_add_step (fixture->order, pd_now () - 8 * G_TIME_SPAN_DAY, "approve", "review", "assignment",
                      "zhao", "前台电脑", NULL);
  pd_history_list_show (history, fixture->order);
  g_assert_nonnull (find (GTK_WIDGET (history), GTK_TYPE_LABEL, "Approve: To be approved → To be assigned"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (period), 1);
  g_assert_null (find (GTK_WIDGET (history), GTK_TYPE_LABEL, "Approve: To be approved → To be assigned"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (filter), 1);
  g_assert_nonnull (find (GTK_WIDGET (history), GTK_TYPE_LABEL, "Not confirmed yet"));
  g_object_unref (history);
}

static void
add (const char *name, const char *kind, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_test_add (name, Fixture, kind, set_up, func, tear_down);
}

/* Who is at another customer's at that time already is named while the time is typed; it can be saved all the same. */
static void
test_clash (Fixture *fixture, gconstpointer data)
{
  const char *sentence =
      "technician has a visit for order PX-1 at that time, from 2027-03-01 14:00 to 2027-03-01 15:00.";
  PdFactDialog *dialog = open_dialog (fixture, PD_ORDER_LIST_VISITS, NULL);

  type_in (dialog, PD_VISIT_STARTS_AT, "2027-03-01 14:00");
  push (fixture, dialog, "Save");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_VISITS)->len, ==, 1);
  dialog = open_dialog (fixture, PD_ORDER_LIST_VISITS, NULL);
  g_assert_null (find (content (dialog), GTK_TYPE_LABEL, sentence));
  type_in (dialog, PD_VISIT_STARTS_AT, "2027-03-01 14:30");
  g_signal_emit_by_name (find_editor (content (dialog), PD_VISIT_STARTS_AT), "edited");
  while (find (content (dialog), GTK_TYPE_LABEL, sentence) == NULL)
    g_main_context_iteration (NULL, TRUE);
  type_in (dialog, PD_VISIT_STARTS_AT, "2027-03-01 15:00");
  g_signal_emit_by_name (find_editor (content (dialog), PD_VISIT_STARTS_AT), "edited");
  while (find (content (dialog), GTK_TYPE_LABEL, sentence) != NULL)
    g_main_context_iteration (NULL, TRUE);
  type_in (dialog, PD_VISIT_STARTS_AT, "2027-03-01 14:59");
  push (fixture, dialog, "Save");
  g_assert_cmpuint (rows (fixture, PD_ORDER_LIST_VISITS)->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  add ("/facts/payment", PD_ORDER_KIND_GOODS, test_payment);
  add ("/facts/parcel", PD_ORDER_KIND_GOODS, test_parcel);
  add ("/facts/visit", PD_ORDER_KIND_SERVICE, test_visit);
  add ("/facts/meanwhile", PD_ORDER_KIND_SERVICE, test_meanwhile);
  add ("/facts/clash", PD_ORDER_KIND_SERVICE, test_clash);
  add ("/facts/list", PD_ORDER_KIND_GOODS, test_list);
  add ("/facts/checklist", PD_ORDER_KIND_SERVICE, test_checklist);
  add ("/facts/history", PD_ORDER_KIND_SERVICE, test_history);
  return g_test_run ();
}
