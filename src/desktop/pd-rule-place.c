/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-rule-place-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-rule-dialog.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-assignment.h"
#include "model/pd-permission.h"
#include "store/pd-store-assignment.h"
#include "store/pd-store-bin.h"

#include <glib/gi18n-lib.h>

#define WIDTH 860

/* The list of rules: read, written and put into their order; pd-rule-place-rows.c has what a row shows and does. */

G_DEFINE_FINAL_TYPE (PdRulePlace, pd_rule_place, GTK_TYPE_WIDGET)

/** pd_rule_place_get_window: Returns: (nullable) (transfer none): the window that it is in */
GtkWindow *
pd_rule_place_get_window (PdRulePlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/** pd_rule_place_find: Returns: where the rule stands, or -1 */
int
pd_rule_place_find (PdRulePlace *self, const char *id)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (g_strcmp0 (pd_record_get_id (g_ptr_array_index (self->rules, i)), id) == 0)
      return (int) i;
  return -1;
}

/* --- writing */

typedef struct
{
  GWeakRef place;
  GPtrArray *before; /* (owned) of PdRecord: as the person saw them */
  GPtrArray *after;  /* (owned) of PdRecord: as the person wants them */
  PdRecord *deleted; /* (owned) (nullable) */
  char *restored; /* (owned) (nullable) the id under which a rule was deleted, then the one that it has now */
} Write;

static Write *
write_new (PdRulePlace *self)
{
  Write *job = g_new0 (Write, 1);

  g_weak_ref_init (&job->place, self);
  job->before = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  job->after = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  return job;
}

static void
write_free (gpointer data)
{
  Write *job = data;

  g_weak_ref_clear (&job->place);
  g_ptr_array_unref (job->before);
  g_ptr_array_unref (job->after);
  g_clear_pointer (&job->deleted, pd_record_unref);
  g_free (job->restored);
  g_free (job);
}

static gboolean
restore (PdStoreSession *session, Write *job, GError **error)
{
  g_autofree char *id = NULL;
  PdStoreBinRestored how;

  if (!pd_store_bin_restore (session, &pd_assignment_rule_type, job->restored, pd_now (), &how, &id, error))
    return FALSE;
  g_free (job->restored);
  job->restored = g_steal_pointer (&id);
  return TRUE;
}

static gboolean
write_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Write *job = data;

  for (guint i = 0; i < job->after->len; i++)
    if (!pd_store_save_changes (session, g_ptr_array_index (job->before, i),
                                g_ptr_array_index (job->after, i), pd_now (), error))
      return FALSE;
  if (job->restored != NULL && !restore (session, job, error))
    return FALSE;
  return job->deleted == NULL || pd_store_delete_record (session, &pd_assignment_rule_type,
                                                         pd_record_get_id (job->deleted), pd_now (), error);
}

static void offer_undo (PdRulePlace *self, const PdRecord *deleted);

static void
written_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Write *job = pd_store_job_data (result);
  g_autoptr (PdRulePlace) self = g_weak_ref_get (&job->place);

  if (self == NULL || self->look == NULL)
    return;
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  if (ok && job->restored != NULL)
    {
      g_free (self->wanted);
      self->wanted = g_strdup (job->restored);
    }
  if (ok && job->deleted != NULL)
    offer_undo (self, job->deleted);
  pd_look_now (self->look);
}

static void
start_writing (PdRulePlace *self, Write *job)
{
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, write_job, job, write_free, NULL, written_cb,
                        NULL);
}

static void
undo_cb (AdwToast *toast, PdRulePlace *self)
{
  Write *job = write_new (self);

  job->restored = g_strdup (g_object_get_data (G_OBJECT (toast), "rule"));
  start_writing (self, job);
}

static void
offer_undo (PdRulePlace *self, const PdRecord *deleted)
{
  g_autofree char *text = g_strdup_printf (_ ("“%s” was deleted."), pd_record_get_title (deleted));
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "rule", g_strdup (pd_record_get_id (deleted)), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, 0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}

static void
add_change (Write *job, PdRecord *rule, PdRecord *wanted)
{
  g_ptr_array_add (job->before, pd_record_ref (rule));
  g_ptr_array_add (job->after, wanted);
}

/** pd_rule_place_move: every rule gets a position of its own; those that have theirs already are not written */
void
pd_rule_place_move (PdRulePlace *self, guint from, int by)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (self->rules, NULL, NULL);
  int to = (int) from + by;
  Write *job;

  g_ptr_array_set_free_func (sorted, NULL);
  if (!self->may_patch || to < 0 || to >= (int) sorted->len)
    return;
  g_ptr_array_insert (sorted, to, g_ptr_array_steal_index (sorted, from));
  job = write_new (self);
  for (guint i = 0; i < sorted->len; i++)
    {
      PdRecord *rule = g_ptr_array_index (sorted, i);
      gint64 position = (gint64) (i + 1) * PD_RULE_PLACE_STEP;
      PdRecord *wanted;

      if (pd_record_get_integer (rule, PD_ASSIGNMENT_RULE_POSITION) == position)
        continue;
      wanted = pd_record_copy (rule);
      pd_record_set_integer (wanted, PD_ASSIGNMENT_RULE_POSITION, position);
      add_change (job, rule, wanted);
    }
  g_free (self->wanted);
  self->wanted = g_strdup (pd_record_get_id (g_ptr_array_index (self->rules, from)));
  start_writing (self, job);
}

/** pd_rule_place_change: @wanted: (transfer full): @rule as it is to be */
void
pd_rule_place_change (PdRulePlace *self, PdRecord *rule, PdRecord *wanted)
{
  Write *job = write_new (self);

  add_change (job, rule, wanted);
  start_writing (self, job);
}

/** pd_rule_place_delete: deletes @rule, and offers to take it back */
void
pd_rule_place_delete (PdRulePlace *self, const PdRecord *rule)
{
  Write *job = write_new (self);

  job->deleted = pd_record_copy (rule);
  start_writing (self, job);
}

static void
add_cb (PdRulePlace *self)
{
  gint64 last = self->rules->len > 0
                    ? pd_record_get_integer (g_ptr_array_index (self->rules, self->rules->len - 1),
                                             PD_ASSIGNMENT_RULE_POSITION)
                    : 0;

  gtk_window_present (GTK_WINDOW (
      pd_rule_dialog_new (pd_rule_place_get_window (self), self->store, NULL, last + PD_RULE_PLACE_STEP)));
}

/* --- looking */

/** Look: one reading of the rules. */
typedef struct
{
  GPtrArray *rules; /* (owned) (nullable) */
  GArray *states;   /* (owned) of PdRowState */
} Look;

static void
look_clear (gpointer data)
{
  Look *job = data;

  g_clear_pointer (&job->rules, g_ptr_array_unref);
  g_array_unref (job->states);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  ((Look *) data)->states = g_array_new (FALSE, FALSE, sizeof (PdRowState));
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  job->rules = pd_store_assignment_rules (session, error);
  for (guint i = 0; job->rules != NULL && i < job->rules->len; i++)
    {
      PdRowState state =
          pd_store_get_row_state (session, &pd_assignment_rule_type,
                                  pd_record_get_id (g_ptr_array_index (job->rules, i)), NULL, NULL);

      g_array_append_val (job->states, state);
    }
  return job->rules != NULL;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdRulePlace *self = owner;
  Look *job = data;

  if (error != NULL)
    {
      pd_layout_say (self->trouble, error->message);
      return;
    }
  g_ptr_array_unref (self->rules);
  self->rules = g_ptr_array_ref (job->rules);
  g_array_unref (self->states);
  self->states = g_array_ref (job->states);
  pd_rule_place_update (self);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 200,
                                      .priority = PD_STORE_PRIORITY_EDIT,
                                      .only_seen = TRUE };

/* --- the widget */

static gboolean
pd_rule_place_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
pd_rule_place_dispose (GObject *object)
{
  PdRulePlace *self = PD_RULE_PLACE (object);
  GtkWidget *child;

  g_clear_pointer (&self->look, pd_look_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_rule_place_parent_class)->dispose (object);
}

static void
pd_rule_place_finalize (GObject *object)
{
  PdRulePlace *self = PD_RULE_PLACE (object);

  g_ptr_array_unref (self->rules);
  g_array_unref (self->states);
  g_free (self->wanted);

  G_OBJECT_CLASS (pd_rule_place_parent_class)->finalize (object);
}

static void
pd_rule_place_class_init (PdRulePlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_rule_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_rule_place_finalize;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_rule_place_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_button (PdRulePlace *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("New Rule…"));

  g_signal_connect_object (button, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
create_rules (PdRulePlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = pd_wrap_box_new (9);
  GtkWidget *try_all = gtk_button_new_with_label (_ ("Try on Past Orders…"));
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->add = new_button (self);
  self->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "boxed-list");
  pd_set_accessible_label (self->rows, _ ("Assignment rules"));
  g_signal_connect_object (try_all, "clicked", G_CALLBACK (pd_rule_place_try), self, 0);
  g_signal_connect_object (self->rows, "row-activated", G_CALLBACK (pd_rule_place_activated), self,
                           G_CONNECT_SWAPPED);
  pd_wrap_box_append (PD_WRAP_BOX (buttons), self->add);
  pd_wrap_box_append (PD_WRAP_BOX (buttons), try_all);
  gtk_box_append (
      GTK_BOX (box),
      pd_layout_text (_ ("A service order that is approved goes to whom the first rule that fits names. A "
                         "person may always choose somebody else, and says why."),
                      "dim-label"));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_box_append (GTK_BOX (box), self->rows);
  pd_layout_set_margins (box, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
create_empty (PdRulePlace *self)
{
  GtkWidget *page = adw_status_page_new ();

  self->add_first = new_button (self);
  gtk_widget_set_halign (self->add_first, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->add_first, "pill");
  gtk_widget_add_css_class (self->add_first, "suggested-action");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "system-users-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("No Assignment Rules Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("Without rules a person says who does a service order. A new rule is "
                                      "switched off until it was tried."));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), self->add_first);
  return page;
}

static void
pd_rule_place_init (PdRulePlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  self->states = g_array_new (FALSE, FALSE, sizeof (PdRowState));
  self->may_create = self->may_patch = self->may_delete = TRUE;
  self->stack = gtk_stack_new ();
  self->trouble = pd_layout_text (NULL, "error");
  self->read_only = pd_layout_text (NULL, "dim-label");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_widget_set_visible (self->read_only, FALSE);
  pd_layout_set_margins (self->trouble, 9);
  pd_layout_set_margins (self->read_only, 9);
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), create_rules (self), "rows");
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty (self), "empty");
  self->toasts = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), self->stack);
  gtk_widget_set_vexpand (self->toasts, TRUE);
  gtk_box_append (GTK_BOX (box), self->read_only);
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->toasts);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/** pd_rule_place_new: @store: the cache. Returns: (transfer floating): the place; it looks while it is seen */
GtkWidget *
pd_rule_place_new (PdStore *store)
{
  PdRulePlace *self = g_object_new (PD_TYPE_RULE_PLACE, NULL);

  self->store = g_object_ref (store);
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_assignment_rule_type);
  return GTK_WIDGET (self);
}

/** pd_rule_place_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_rule_place_set_role (PdRulePlace *self, const char *role)
{
  gboolean known = role != NULL && pd_permission_is_role (role);
  const char *name = pd_assignment_rule_type.name;
  g_autofree char *roles = pd_permission_roles_text ("patch", name);
  g_autofree char *sentence = g_strdup_printf (_ ("Rules are made by: %s."), roles);

  g_return_if_fail (PD_IS_RULE_PLACE (self));

  self->may_create = !known || pd_permission_has (role, "create", name);
  self->may_patch = !known || pd_permission_has (role, "patch", name);
  self->may_delete = !known || pd_permission_has (role, "delete", name);
  gtk_widget_set_visible (self->add, self->may_create);
  gtk_widget_set_visible (self->add_first, self->may_create);
  pd_layout_say (self->read_only, self->may_patch ? NULL : sentence);
  if (self->rules->len > 0)
    pd_rule_place_update (self);
}
