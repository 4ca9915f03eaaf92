/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-assign-dialog.h"
#include "desktop/pd-assign-panel.h"
#include "desktop/pd-field-editor.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-rule-dialog.h"
#include "desktop/pd-rule-place.h"
#include "desktop/pd-rule-trial.h"
#include "model/pd-assignment.h"
#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-assignment.h"

/* Rules of assignment: entered, put into their order, switched on, and tried on past orders. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWindow *window;
  GtkWidget *place;
  GPtrArray *rules; /* (owned) (nullable) as they are in the cache */
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

static gboolean
rules_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;

  g_clear_pointer (&fixture->rules, g_ptr_array_unref);
  fixture->rules = pd_store_assignment_rules (session, error);
  return fixture->rules != NULL;
}

static void
settle (Fixture *fixture)
{
  desktop_fixture_settle (fixture->store);
  g_assert_true (pd_store_read (fixture->store, rules_job, fixture, NULL, NULL));
}

static void
add_rule (Fixture *fixture, const char *name, gint64 position, const char *region, const char *assignees)
{
  g_autofree char *id = pd_id_new (pd_now ());
  g_autoptr (PdRecord) rule = pd_record_new (&pd_assignment_rule_type, id);

  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_NAME, name);
  pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_POSITION, position);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_REGION, region);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_ASSIGNEES, assignees);
  save (fixture, rule);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->place = pd_rule_place_new (fixture->store);
  gtk_window_set_default_size (fixture->window, 900, 600);
  gtk_window_set_child (fixture->window, fixture->place);
  gtk_widget_show (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  settle (fixture);
  g_clear_pointer (&fixture->rules, g_ptr_array_unref);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* --- what is on the screen */

typedef gboolean (*Wanted) (GtkWidget *widget, const void *data);

/* (nullable): the one of this number, from 0, that is to be seen */
static GtkWidget *
find (GtkWidget *widget, Wanted wanted, const void *data, guint *skip)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (wanted (widget, data) && (*skip)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, wanted, data, skip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_label (GtkWidget *widget, const void *data)
{
  return GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), data) == 0;
}

static gboolean
is_button (GtkWidget *widget, const void *data)
{
  return GTK_IS_BUTTON (widget) && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), data) == 0 ||
                                    g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), data) == 0);
}

static gboolean
is_switch (GtkWidget *widget, const void *data)
{
  return GTK_IS_SWITCH (widget);
}

static gboolean
says (GtkWidget *where, const char *text)
{
  guint skip = 0;

  return find (where, is_label, text, &skip) != NULL;
}

static GtkWidget *
button (GtkWidget *where, const char *label, guint number)
{
  return find (where, is_button, label, &number);
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

static GtkWindow *
question (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *window = windows; window != NULL; window = window->next)
    if (ADW_IS_MESSAGE_DIALOG (window->data))
      return window->data;
  return NULL;
}

static void
push (Fixture *fixture, GtkWidget *where, const char *label, guint number)
{
  GtkWidget *found = button (where, label, number);

  g_assert_nonnull (found);
  g_signal_emit_by_name (found, "clicked");
  settle (fixture);
}

static GtkWidget *
content (gpointer window)
{
  return adw_window_get_content (ADW_WINDOW (window));
}

static const char *
name_at (Fixture *fixture, guint index)
{
  return pd_record_get_title (g_ptr_array_index (fixture->rules, index));
}

/* --- */

/* What a rule needs is asked for beside its fields; a new one is switched off. */
static void
test_new (Fixture *fixture, gconstpointer data)
{
  PdRuleDialog *dialog = pd_rule_dialog_new (NULL, fixture->store, NULL, 10);

  settle (fixture);
  g_assert_true (says (fixture->place, "No Assignment Rules Yet"));
  pd_field_editor_set_text (find_editor (content (dialog), PD_ASSIGNMENT_RULE_NAME), "East");
  pd_field_editor_set_text (find_editor (content (dialog), PD_ASSIGNMENT_RULE_MAX_LOAD), "0");
  push (fixture, content (dialog), "Save", 0);
  g_assert_cmpuint (fixture->rules->len, ==, 0);
  g_assert_true (says (content (dialog), "This number cannot be right: it lies between 1 and 1000."));
  pd_field_editor_set_text (find_editor (content (dialog), PD_ASSIGNMENT_RULE_MAX_LOAD), "3");
  pd_field_editor_set_text (find_editor (content (dialog), PD_ASSIGNMENT_RULE_ASSIGNEES), "wang, li");
  push (fixture, content (dialog), "Save", 0);
  g_assert_cmpuint (fixture->rules->len, ==, 1);
  g_assert_false (pd_record_get_flag (g_ptr_array_index (fixture->rules, 0), PD_ASSIGNMENT_RULE_ACTIVE));
  settle (fixture);
  g_assert_true (says (fixture->place, "East"));
  g_assert_true (says (fixture->place,
                       "All service orders · Assigned to one of: wang, li · Open orders at most: 3 · "
                       "Waiting to be sent"));
}

/* Moving gives every rule a place of its own, also those that had the same. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  add_rule (fixture, "First", 10, NULL, "wang");
  add_rule (fixture, "Second", 10, NULL, "wang");
  add_rule (fixture, "Third", 30, NULL, "wang");
  settle (fixture);
  settle (fixture);
  g_assert_false (gtk_widget_get_sensitive (button (fixture->place, "go-up-symbolic", 0)));
  g_assert_false (gtk_widget_get_sensitive (button (fixture->place, "go-down-symbolic", 2)));
  push (fixture, fixture->place, "go-up-symbolic", 2);
  g_assert_cmpstr (name_at (fixture, 0), ==, "First");
  g_assert_cmpstr (name_at (fixture, 1), ==, "Third");
  g_assert_cmpstr (name_at (fixture, 2), ==, "Second");
  push (fixture, fixture->place, "go-down-symbolic", 0);
  g_assert_cmpstr (name_at (fixture, 0), ==, "Third");
}

static void
test_switch (Fixture *fixture, gconstpointer data)
{
  guint skip = 0;

  add_rule (fixture, "East", 10, NULL, "wang");
  settle (fixture);
  settle (fixture);
  gtk_switch_set_active (GTK_SWITCH (find (fixture->place, is_switch, NULL, &skip)), TRUE);
  settle (fixture);
  g_assert_true (pd_record_get_flag (g_ptr_array_index (fixture->rules, 0), PD_ASSIGNMENT_RULE_ACTIVE));
  pd_rule_place_set_role (PD_RULE_PLACE (fixture->place), "technician");
  skip = 0;
  g_assert_false (gtk_widget_get_sensitive (find (fixture->place, is_switch, NULL, &skip)));
  g_assert_null (button (fixture->place, "New Rule…", 0));
  g_assert_null (button (fixture->place, "user-trash-symbolic", 0));
  g_assert_true (says (fixture->place, "Rules are made by: Approver, Administrator."));
}

static PdRecord *
add_past_order (Fixture *fixture, const char *number, const char *region, const char *assignee)
{
  g_autoptr (PdRecord) order = pd_order_new (pd_now (), "2026-11-20");
  PdRecord *line = pd_order_add_line (order, pd_now ());
  PdRecord *step;

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "Buyer");
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  pd_record_set_text (order, PD_ORDER_REGION, region);
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, assignee);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "Visit");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.06");
  pd_record_set_text (order, PD_ORDER_STAGE, PD_ORDER_STAGE_ASSIGNMENT);
  step = pd_order_add_fact (order, PD_ORDER_LIST_STEPS, pd_now ());
  pd_record_set_text (step, PD_STEP_COMMAND, "approve");
  pd_record_set_text (step, PD_STEP_TO, PD_ORDER_STAGE_ASSIGNMENT);
  pd_record_set_integer (step, PD_STEP_HAPPENED_AT, pd_now ());
  pd_record_derive (order);
  save (fixture, order);
  return g_steal_pointer (&order);
}

static void
past_order (Fixture *fixture, const char *number, const char *region, const char *assignee)
{
  pd_record_unref (add_past_order (fixture, number, region, assignee));
}

/* A rule that is switched off is tried as if it were on; where it differs from what was, it says so. */
static void
test_trial (Fixture *fixture, gconstpointer data)
{
  PdRuleTrial *trial;

  add_rule (fixture, "East", 10, "East", "wang");
  settle (fixture);
  trial = pd_rule_trial_new (NULL, fixture->store, NULL);
  settle (fixture);
  g_assert_true (says (content (trial), "Nothing to Try It On"));
  gtk_window_destroy (GTK_WINDOW (trial));
  past_order (fixture, "PX-1", "East side", "wang");
  past_order (fixture, "PX-2", "East side", "li");
  past_order (fixture, "PX-3", "West", NULL);
  trial = pd_rule_trial_new (NULL, fixture->store, NULL);
  settle (fixture);
  g_assert_true (says (content (trial), "3 orders were tried; 0 went to whom the rules would have chosen."));
  gtk_window_destroy (GTK_WINDOW (trial));
  trial = pd_rule_trial_new (NULL, fixture->store, pd_record_get_id (g_ptr_array_index (fixture->rules, 0)));
  settle (fixture);
  g_assert_true (says (content (trial), "3 orders were tried; 1 went to whom the rules would have chosen."));
  g_assert_true (says (content (trial), "PX-1: wang, as it was"));
  g_assert_true (says (content (trial), "PX-2: li did it; by rule wang"));
  g_assert_true (says (content (trial), "PX-3: nobody did it; the rules name nobody"));
  gtk_window_destroy (GTK_WINDOW (trial));
}

static gboolean
order_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord **order = data;
  PdRecord *now = pd_store_get_record (session, &pd_order_type, pd_record_get_id (*order), error);

  g_assert_nonnull (now);
  pd_record_unref (*order);
  *order = now;
  return TRUE;
}

/* A person overrules who was chosen, with a reason; whom the rules choose is said. */
static void
test_assign (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = add_past_order (fixture, "PX-1", "East", "li");
  PdAssignDialog *dialog;
  GtkWidget *panel = pd_assign_panel_new (fixture->store);

  add_rule (fixture, "East", 10, "East", "wang");
  settle (fixture);
  pd_record_set_flag (g_ptr_array_index (fixture->rules, 0), PD_ASSIGNMENT_RULE_ACTIVE, TRUE);
  save (fixture, g_ptr_array_index (fixture->rules, 0));
  dialog = pd_assign_dialog_new (NULL, fixture->store, order);
  settle (fixture);
  g_assert_true (says (content (dialog), "Rule “East”: wang had 0 open orders, the fewest."));
  push (fixture, content (dialog), "Use This", 0);
  push (fixture, content (dialog), "Assign", 0);
  g_assert_true (says (content (dialog), "Somebody is assigned already. Say why it is to be somebody else."));
  pd_store_read (fixture->store, order_job, &order, NULL, NULL);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_ASSIGNEE), ==, "li");
  pd_field_editor_set_text (find_editor (content (dialog), PD_ORDER_ASSIGNMENT_REASON), "knows the customer");
  push (fixture, content (dialog), "Assign", 0);
  pd_store_read (fixture->store, order_job, &order, NULL, NULL);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_ASSIGNEE), ==, "wang");
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_ASSIGNMENT_REASON), ==, "knows the customer");
  gtk_window_set_child (fixture->window, panel);
  pd_assign_panel_show (PD_ASSIGN_PANEL (panel), order);
  g_assert_true (says (panel, "Assigned to wang"));
  g_assert_true (says (panel, "knows the customer"));
  pd_assign_panel_set_role (PD_ASSIGN_PANEL (panel), "technician");
  g_assert_null (button (panel, "Assign…", 0));
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

/* A rule that was deleted by mistake comes back as it was, in its place. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;

  add_rule (fixture, "First", 10, "HZ", "anna");
  add_rule (fixture, "Second", 20, NULL, "bob");
  settle (fixture);
  push (fixture, fixture->place, "user-trash-symbolic", 0);
  dialog = question ();
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "delete");
  gtk_window_destroy (dialog);
  while (!says (fixture->place, "“First” was deleted."))
    g_main_context_iteration (NULL, TRUE);
  settle (fixture);
  g_assert_cmpuint (fixture->rules->len, ==, 1);
  push (fixture, fixture->place, "Undo", 0);
  g_assert_cmpuint (fixture->rules->len, ==, 2);
  g_assert_cmpstr (name_at (fixture, 0), ==, "First");
  g_assert_cmpstr (pd_record_get_text (fixture->rules->pdata[0], PD_ASSIGNMENT_RULE_REGION), ==, "HZ");
  g_assert_true (says (fixture->place, "First"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  add ("/rule/new", test_new);
  add ("/rule/order", test_order);
  add ("/rule/switch", test_switch);
  add ("/rule/trial", test_trial);
  add ("/rule/assign", test_assign);
  add ("/rule/undo", test_undo);
  return g_test_run ();
}
