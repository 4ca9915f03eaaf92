/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-rule-trial.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-assignment.h"
#include "store/pd-store-assignment.h"

#include <glib/gi18n-lib.h>

#define WIDTH 680
#define HEIGHT 560
/* How many past orders are tried, the newest. */
#define LIMIT 100

/* Whom the rules would have chosen for past orders, beside who did them. Nothing is changed by it. */
struct _PdRuleTrial
{
  AdwWindow parent_instance;

  GCancellable *trying; /* (owned) (nullable) */

  /* Borrowed */
  GtkWidget *stack;
  GtkWidget *summary;
  GtkWidget *different;
  GtkWidget *rows;
  GtkWidget *trouble;
};

G_DEFINE_FINAL_TYPE (PdRuleTrial, pd_rule_trial, ADW_TYPE_WINDOW)

typedef struct
{
  GWeakRef window;
  char *rule_id;     /* (owned) (nullable) */
  GPtrArray *rules;  /* (owned) (nullable) of PdRecord */
  GPtrArray *orders; /* (owned) (nullable) of PdRecord */
  GPtrArray *trials; /* (owned) (nullable) of PdAssignmentTrial, which borrow the orders */
} Try;

static void
try_free (gpointer data)
{
  Try *job = data;

  g_weak_ref_clear (&job->window);
  g_free (job->rule_id);
  g_clear_pointer (&job->trials, g_ptr_array_unref);
  g_clear_pointer (&job->orders, g_ptr_array_unref);
  g_clear_pointer (&job->rules, g_ptr_array_unref);
  g_free (job);
}

static gboolean
try_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Try *job = data;

  job->rules = pd_store_assignment_rules (session, error);
  job->orders = job->rules != NULL ? pd_store_assignment_orders (session, LIMIT, error) : NULL;
  if (job->orders == NULL)
    return FALSE;
  for (guint i = 0; i < job->rules->len; i++)
    if (g_strcmp0 (pd_record_get_id (g_ptr_array_index (job->rules, i)), job->rule_id) == 0)
      pd_record_set_flag (g_ptr_array_index (job->rules, i), PD_ASSIGNMENT_RULE_ACTIVE, TRUE);
  job->trials = pd_assignment_try (job->orders, job->rules);
  return TRUE;
}

/* --- what came out */

static gboolean
is_same (const PdAssignmentTrial *trial)
{
  return trial->chosen.assignee != NULL &&
         g_strcmp0 (trial->chosen.assignee, pd_record_get_text (trial->order, PD_ORDER_ASSIGNEE)) == 0;
}

static GtkWidget *
create_row (const PdAssignmentTrial *trial)
{
  GtkWidget *row = adw_action_row_new ();
  const char *number = pd_record_get_title (trial->order);
  const char *was = pd_record_get_text (trial->order, PD_ORDER_ASSIGNEE);
  const char *chosen = trial->chosen.assignee;
  gboolean same = is_same (trial);
  GtkWidget *icon =
      gtk_image_new_from_icon_name (same ? "object-select-symbolic" : "dialog-warning-symbolic");
  g_autofree char *title = NULL;

  if (same)
    /* Translators: 1: an order's number, 2: a user's name */
    title = g_strdup_printf (_ ("%1$s: %2$s, as it was"), number, chosen);
  else
    {
      g_autofree char *doer =
          was != NULL ? g_strdup_printf (_ ("%s did it"), was) : g_strdup (_ ("nobody did it"));
      g_autofree char *rule = chosen != NULL ? g_strdup_printf (_ ("by rule %s"), chosen)
                                             : g_strdup (_ ("the rules name nobody"));

      /* Translators: 1: an order's number, 2: “wang did it”, 3: “by rule li” */
      title = g_strdup_printf (_ ("%1$s: %2$s; %3$s"), number, doer, rule);
    }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (trial->chosen.reason != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), trial->chosen.reason);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  if (!same)
    gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  g_object_set_data (G_OBJECT (row), "same", GINT_TO_POINTER (same));
  return row;
}

static gboolean
is_wanted (GtkListBoxRow *row, gpointer user_data)
{
  PdRuleTrial *self = user_data;

  return !gtk_check_button_get_active (GTK_CHECK_BUTTON (self->different)) ||
         g_object_get_data (G_OBJECT (row), "same") == NULL;
}

static void
show_trials (PdRuleTrial *self, GPtrArray *trials)
{
  guint n_same = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < trials->len; i++)
    {
      const PdAssignmentTrial *trial = g_ptr_array_index (trials, i);

      n_same += is_same (trial);
      gtk_list_box_prepend (GTK_LIST_BOX (self->rows), create_row (trial));
    }
  text = g_strdup_printf (_ ("%1$u orders were tried; %2$u went to whom the rules would have chosen."),
                          trials->len, n_same);
  gtk_label_set_text (GTK_LABEL (self->summary), text);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), trials->len > 0 ? "rows" : "empty");
}

static void
tried_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Try *job = pd_store_job_data (result);
  g_autoptr (PdRuleTrial) self = g_weak_ref_get (&job->window);

  if (self == NULL || self->trying == NULL)
    return;
  g_clear_object (&self->trying);
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  if (ok)
    show_trials (self, job->trials);
}

/* --- the window */

static void
pd_rule_trial_dispose (GObject *object)
{
  PdRuleTrial *self = PD_RULE_TRIAL (object);

  if (self->trying != NULL)
    g_cancellable_cancel (self->trying);
  g_clear_object (&self->trying);

  G_OBJECT_CLASS (pd_rule_trial_parent_class)->dispose (object);
}

static void
pd_rule_trial_class_init (PdRuleTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_rule_trial_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_rows (PdRuleTrial *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->summary = pd_layout_text (NULL, "heading");
  self->different = gtk_check_button_new_with_label (_ ("Only where it differs"));
  self->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->rows), is_wanted, self, NULL);
  gtk_widget_add_css_class (self->rows, "boxed-list");
  gtk_widget_set_valign (self->rows, GTK_ALIGN_START);
  pd_set_accessible_label (self->rows, _ ("Past orders"));
  g_signal_connect_object (self->different, "toggled", G_CALLBACK (gtk_list_box_invalidate_filter),
                           self->rows, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->summary);
  gtk_box_append (GTK_BOX (box), self->different);
  gtk_box_append (GTK_BOX (box), self->rows);
  pd_layout_set_margins (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

static void
pd_rule_trial_init (PdRuleTrial *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *empty = adw_status_page_new ();

  self->stack = gtk_stack_new ();
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  pd_layout_set_margins (self->trouble, 18);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "edit-find-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("Nothing to Try It On"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty),
                                   _ ("No service order on this computer has been approved yet."));
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "trying");
  gtk_stack_add_named (GTK_STACK (self->stack), create_rows (self), "rows");
  gtk_stack_add_named (GTK_STACK (self->stack), empty, "empty");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
}

/**
 * pd_rule_trial_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @rule_id: (nullable): a rule that counts as switched on, beside those that are
 *
 * Returns: (transfer floating): a window that is not shown yet
 */
PdRuleTrial *
pd_rule_trial_new (GtkWindow *parent, PdStore *store, const char *rule_id)
{
  PdRuleTrial *self =
      g_object_new (PD_TYPE_RULE_TRIAL, "transient-for", parent, "modal", parent != NULL, "title",
                    _ ("Tried on Past Orders"), "default-width", WIDTH, "default-height", HEIGHT, NULL);
  Try *job = g_new0 (Try, 1);

  self->trying = g_cancellable_new ();
  g_weak_ref_init (&job->window, self);
  job->rule_id = g_strdup (rule_id);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, try_job, job, try_free, self->trying, tried_cb, NULL);
  return self;
}
