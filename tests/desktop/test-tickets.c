/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-record-list.h"
#include "desktop/pd-record-view.h"
#include "desktop/pd-ticket-comment.h"
#include "desktop/pd-ticket-report-dialog.h"
#include "model/pd-order.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"
#include "store/pd-store-records.h"

/* A ticket's page: where it is, what can be done, what was said, and which solutions may help. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdRecord *ticket; /* (owned) */
  GtkWidget *view;
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

static void
settle (void)
{
  for (gint64 end = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 2; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->ticket = pd_ticket_new (pd_now (), "2026-01-05");
  pd_record_set_text (fixture->ticket, PD_TICKET_TITLE, "Tax disk lamp stays dark");
  pd_record_set_text (fixture->ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  pd_record_derive (fixture->ticket);
  fixture->view = pd_record_view_new (&pd_place_tickets, fixture->store);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 700, 900);
  gtk_window_set_child (fixture->window, fixture->view);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  settle ();
  pd_record_unref (fixture->ticket);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static void
show (Fixture *fixture)
{
  save (fixture, fixture->ticket);
  gtk_widget_show (GTK_WIDGET (fixture->window));
  pd_record_view_show (PD_RECORD_VIEW (fixture->view), pd_record_get_id (fixture->ticket));
  settle ();
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  return GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
}

/* (nullable): the first that is to be seen, of this type and, where @text is given, with these words */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (text == NULL || g_strcmp0 (text_of (widget), text) == 0))
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

/* A step that cannot be taken is there without its action. */
static gboolean
is_offered (Fixture *fixture, const char *label)
{
  GtkWidget *button = find (fixture->view, GTK_TYPE_BUTTON, label);

  return button != NULL && gtk_actionable_get_action_name (GTK_ACTIONABLE (button)) != NULL;
}

static void
push (GtkWidget *where, const char *label)
{
  GtkWidget *button = find (where, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  settle ();
}

static GtkWidget *
dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static void
answer (const char *response)
{
  GtkWidget *asked = dialog ();

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (asked), response);
  gtk_window_destroy (GTK_WINDOW (asked));
  settle ();
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;
  PdRecord *fresh = pd_store_get_record (session, &pd_ticket_type, pd_record_get_id (fixture->ticket), error);
  g_autofree char *command = NULL;

  g_assert_nonnull (fresh);
  pd_record_unref (fixture->ticket);
  fixture->ticket = fresh;
  (void) pd_store_get_row_state (session, &pd_ticket_type, pd_record_get_id (fresh), &command, error);
  g_object_set_data_full (G_OBJECT (fixture->window), "command", g_steal_pointer (&command), g_free);
  return TRUE;
}

static const char *
load (Fixture *fixture)
{
  g_assert_true (pd_store_read (fixture->store, load_job, fixture, NULL, NULL));
  return g_object_get_data (G_OBJECT (fixture->window), "command");
}

/* --- */

/* Tab comes from the buttons above the title to the steps below it, and in the end out of the page. */
static void
test_keyboard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *step, *last = NULL;
  guint n = 0;
  gboolean reached = FALSE;

  show (fixture);
  step = find (fixture->view, GTK_TYPE_BUTTON, "Assign");
  while (gtk_widget_child_focus (fixture->view, GTK_DIR_TAB_FORWARD))
    {
      GtkWidget *now = gtk_window_get_focus (fixture->window);

      g_assert_nonnull (now);
      g_assert_true (now != last);
      g_assert_cmpuint (n++, <, 100);
      reached |= now == step || gtk_widget_is_ancestor (step, now);
      last = now;
    }
  g_assert_true (reached);
}

static void
test_page (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  g_assert_true (says (fixture->view, "New"));
  g_assert_true (says (fixture->view, "Overdue since 2026-01-08."));
  g_assert_nonnull (find (fixture->view, GTK_TYPE_BUTTON, "Assign"));
  g_assert_nonnull (find (fixture->view, GTK_TYPE_BUTTON, "Close without work"));
  g_assert_null (find (fixture->view, GTK_TYPE_BUTTON, "Start work"));
  g_assert_true (is_offered (fixture, "Assign"));
  pd_record_view_set_role (PD_RECORD_VIEW (fixture->view), "warehouse");
  g_assert_false (is_offered (fixture, "Assign"));
  g_assert_nonnull (find (fixture->view, GTK_TYPE_BUTTON, "Add Comment…"));
}

/* A button that is being pressed, and a text that is being selected, are the same ones when it is let go, whatever has been
 * saved meanwhile; a step that can be taken no more goes. */
static void
test_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) another = pd_ticket_new (pd_now (), "2026-01-06");
  GtkWidget *step, *text;

  show (fixture);
  step = find (fixture->view, GTK_TYPE_BUTTON, "Assign");
  text = find (fixture->view, GTK_TYPE_LABEL, "Device fault");
  g_assert_nonnull (text);
  g_object_add_weak_pointer (G_OBJECT (step), (gpointer *) &step);
  g_object_add_weak_pointer (G_OBJECT (text), (gpointer *) &text);
  pd_record_set_text (another, PD_TICKET_TITLE, "Printer is out of paper");
  pd_record_set_text (another, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  pd_record_derive (another);
  save (fixture, another);
  settle ();
  g_assert_true (step != NULL && gtk_widget_get_mapped (step));
  g_assert_true (text != NULL && gtk_widget_get_mapped (text));
  pd_record_set_text (fixture->ticket, PD_TICKET_TITLE, "Tax disk lamp blinks");
  save (fixture, fixture->ticket);
  settle ();
  g_assert_true (says (fixture->view, "Tax disk lamp blinks"));
  g_assert_true (step != NULL && gtk_widget_get_mapped (step));
  pd_record_view_set_role (PD_RECORD_VIEW (fixture->view), "warehouse");
  g_assert_null (step);
  g_clear_weak_pointer (&text);
}

/* Who is to look after it is asked, and saved together with the step. */
static void
test_assign (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  show (fixture);
  pd_ticket_step_ask (fixture->window, fixture->store, fixture->ticket, "assign");
  settle ();
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog ()), "go"));
  entry = find (dialog (), GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), " wang ");
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog ()), "go"));
  answer ("go");
  g_assert_cmpstr (load (fixture), ==, "assign");
  g_assert_cmpstr (pd_record_get_text (fixture->ticket, PD_TICKET_OWNER), ==, "wang");
  /* It waits for the platform: nothing else is offered meanwhile. */
  g_assert_false (is_offered (fixture, "Assign"));
}

static void
test_thought_better (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  pd_ticket_step_ask (fixture->window, fixture->store, fixture->ticket, "withdraw");
  settle ();
  answer ("close");
  g_assert_null (load (fixture));
}

static void
test_comment (Fixture *fixture, gconstpointer data)
{
  GtkWidget *text;

  show (fixture);
  push (fixture->view, "Add Comment…");
  text = find (dialog (), GTK_TYPE_TEXT_VIEW, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "The customer calls again.", -1);
  answer ("go");
  g_assert_true (says (fixture->view, "The customer calls again."));
  g_assert_true (says (fixture->view, "Not confirmed yet · Inside the office"));
}

/* A published solution with the same words is suggested and linked; a draft is not. */
static void
test_solutions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) published = pd_solution_new (pd_now ());
  g_autoptr (PdRecord) draft = pd_solution_new (pd_now ());

  pd_record_set_text (published, PD_SOLUTION_TITLE, "Tax disk lamp dark");
  pd_record_set_text (published, PD_SOLUTION_STATE, PD_SOLUTION_STATE_PUBLISHED);
  save (fixture, published);
  pd_record_set_text (draft, PD_SOLUTION_TITLE, "Tax disk lamp stays dark");
  save (fixture, draft);
  show (fixture);
  g_assert_true (says (fixture->view, "Tax disk lamp dark"));
  push (fixture->view, "Link");
  (void) load (fixture);
  g_assert_cmpuint (pd_record_get_list (fixture->ticket, PD_TICKET_LIST_SOLUTIONS)->len, ==, 1);
  g_assert_null (find (fixture->view, GTK_TYPE_BUTTON, "Link"));
  g_assert_true (says (fixture->view, "Tax disk lamp dark"));
}

/* What it is about can be looked at, where it is on this computer. */
static void
test_subject (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = pd_order_new (pd_now (), "2026-01-05");
  PdRecord *line = pd_order_add_line (order, pd_now ());

  pd_record_set_text (line, PD_ORDER_LINE_NAME, "Tax disk");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_derive (order);
  pd_record_set_text (order, PD_ORDER_NUMBER, "PX-9");
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "Hotel");
  save (fixture, order);
  pd_ticket_take_subject (fixture->ticket, order);
  show (fixture);
  g_assert_true (says (fixture->view, "PX-9"));
  g_assert_true (says (fixture->view, "Hotel"));
  g_assert_nonnull (find (fixture->view, GTK_TYPE_BUTTON, "Show"));
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autofree char *today = pd_today ();
  GtkWidget *report = pd_ticket_report_dialog_new (NULL, fixture->store);

  gtk_window_present (GTK_WINDOW (report));
  settle ();
  g_assert_true (says (report, "No ticket was opened in this time."));
  gtk_window_destroy (GTK_WINDOW (report));
  pd_record_set_text (fixture->ticket, PD_TICKET_OPENED_ON, today);
  pd_record_derive (fixture->ticket);
  save (fixture, fixture->ticket);
  report = pd_ticket_report_dialog_new (NULL, fixture->store);
  gtk_window_present (GTK_WINDOW (report));
  settle ();
  g_assert_true (says (report, "All tickets"));
  g_assert_true (says (report, "Device fault"));
  gtk_window_destroy (GTK_WINDOW (report));
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
  add ("/tickets/page", test_page);
  add ("/tickets/stays", test_stays);
  add ("/tickets/keyboard", test_keyboard);
  add ("/tickets/assign", test_assign);
  add ("/tickets/thought-better", test_thought_better);
  add ("/tickets/comment", test_comment);
  add ("/tickets/solutions", test_solutions);
  add ("/tickets/subject", test_subject);
  add ("/tickets/report", test_report);
  return g_test_run ();
}
