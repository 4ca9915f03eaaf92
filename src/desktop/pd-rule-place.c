/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-rule-place.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-rule-dialog.h"
#include "desktop/pd-rule-trial.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-assignment.h"
#include "model/pd-permission.h"
#include "store/pd-store-assignment.h"

#include <glib/gi18n-lib.h>

#define WIDTH 860
/* What changes in quick succession is shown once, in milliseconds. */
#define PAUSE 200
/* Between the positions of two rules, so that another one has room between them. */
#define STEP 10

/* The rules by which somebody is chosen for a service order, in their order. */
struct _PdRulePlace
{
  GtkWidget parent_instance;

  PdStore *store;        /* (owned) */
  GPtrArray *rules;      /* (owned) of PdRecord, in their order */
  GArray *states;        /* (owned) of PdRowState, of each rule */
  GCancellable *looking; /* (owned) (nullable) */
  char *wanted;          /* (owned) (nullable) the rule whose row is to have the keyboard */
  gulong changed_handler;
  guint pause_source;
  gboolean may_create;
  gboolean may_patch;
  gboolean may_delete;

  /* Borrowed */
  GtkWidget *stack;
  GtkWidget *rows;
  GtkWidget *trouble;
  GtkWidget *read_only;
  GtkWidget *add;
  GtkWidget *add_first;
};

G_DEFINE_FINAL_TYPE (PdRulePlace, pd_rule_place, GTK_TYPE_WIDGET)

static GtkWindow *
get_window (PdRulePlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static int
find_rule (PdRulePlace *self, const char *id)
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
  char *deleted;     /* (owned) (nullable) the id of a rule */
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
  g_free (job->deleted);
  g_free (job);
}

static gboolean
write_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Write *job = data;

  for (guint i = 0; i < job->after->len; i++)
    if (!pd_store_save_changes (session, g_ptr_array_index (job->before, i),
                                g_ptr_array_index (job->after, i), pd_now (), error))
      return FALSE;
  return job->deleted == NULL ||
         pd_store_delete_record (session, &pd_assignment_rule_type, job->deleted, pd_now (), error);
}

static void look (PdRulePlace *self);

static void
written_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Write *job = pd_store_job_data (result);
  g_autoptr (PdRulePlace) self = g_weak_ref_get (&job->place);

  if (self == NULL || self->stack == NULL)
    return;
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  look (self);
}

static void
start_writing (PdRulePlace *self, Write *job)
{
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, write_job, job, write_free, NULL, written_cb,
                        NULL);
}

static void
add_change (Write *job, PdRecord *rule, PdRecord *wanted)
{
  g_ptr_array_add (job->before, pd_record_ref (rule));
  g_ptr_array_add (job->after, wanted);
}

/* Every rule gets a position of its own; those that have theirs already are not written. */
static void
move_rule (PdRulePlace *self, guint from, int by)
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
      gint64 position = (gint64) (i + 1) * STEP;
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

/* --- what the rows do */

static const char *
id_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "rule");
}

static void
switched_cb (GtkSwitch *widget, GParamSpec *pspec, PdRulePlace *self)
{
  int index = find_rule (self, id_of (GTK_WIDGET (widget)));
  Write *job;
  PdRecord *wanted;

  if (index < 0)
    return;
  wanted = pd_record_copy (g_ptr_array_index (self->rules, index));
  pd_record_set_flag (wanted, PD_ASSIGNMENT_RULE_ACTIVE, gtk_switch_get_active (widget));
  job = write_new (self);
  add_change (job, g_ptr_array_index (self->rules, index), wanted);
  start_writing (self, job);
}

static void
edit (PdRulePlace *self, const char *id)
{
  int index = find_rule (self, id);

  if (index >= 0 && self->may_patch)
    gtk_window_present (GTK_WINDOW (
        pd_rule_dialog_new (get_window (self), self->store, g_ptr_array_index (self->rules, index), 0)));
}

static void
row_activated_cb (PdRulePlace *self, GtkWidget *row)
{
  edit (self, id_of (row));
}

static void
try_cb (GtkWidget *button, PdRulePlace *self)
{
  gtk_window_present (GTK_WINDOW (pd_rule_trial_new (get_window (self), self->store, id_of (button))));
}

static void
move_cb (GtkWidget *button, PdRulePlace *self)
{
  int index = find_rule (self, id_of (button));

  if (index >= 0)
    move_rule (self, (guint) index, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "by")));
}

static void
add_cb (PdRulePlace *self)
{
  gint64 last = self->rules->len > 0
                    ? pd_record_get_integer (g_ptr_array_index (self->rules, self->rules->len - 1),
                                             PD_ASSIGNMENT_RULE_POSITION)
                    : 0;

  gtk_window_present (GTK_WINDOW (pd_rule_dialog_new (get_window (self), self->store, NULL, last + STEP)));
}

static void
delete_answered_cb (AdwMessageDialog *dialog, const char *response, PdRulePlace *self)
{
  Write *job;

  if (!g_str_equal (response, "delete"))
    return;
  job = write_new (self);
  job->deleted = g_strdup (id_of (GTK_WIDGET (dialog)));
  start_writing (self, job);
}

static void
delete_cb (GtkWidget *button, PdRulePlace *self)
{
  int index = find_rule (self, id_of (button));
  GtkWidget *dialog;

  if (index < 0)
    return;
  dialog = adw_message_dialog_new (
      get_window (self), NULL,
      _ ("Nobody is chosen by it any more. Orders that were assigned by it stay as they "
         "are."));
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Delete “%s”?"),
                                     pd_record_get_title (g_ptr_array_index (self->rules, index)));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep"), "delete", _ ("Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "rule", g_strdup (id_of (button)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Alt with an arrow moves the rule whose row has the keyboard. */
static gboolean
key_cb (GtkWidget *row, guint keyval, guint keycode, GdkModifierType state, GtkEventController *keys)
{
  PdRulePlace *self = g_object_get_data (G_OBJECT (row), "place");
  int index = find_rule (self, id_of (row));

  if ((state & GDK_ALT_MASK) == 0 || (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down) || index < 0)
    return GDK_EVENT_PROPAGATE;
  move_rule (self, (guint) index, keyval == GDK_KEY_Up ? -1 : 1);
  return GDK_EVENT_STOP;
}

/* --- rows */

static void
add_part (GPtrArray *parts, const PdRecord *rule, guint field)
{
  g_autofree char *text = pd_field_text (rule, field);

  if (*text != '\0')
    g_ptr_array_add (parts, g_strdup_printf (_ ("%1$s: %2$s"),
                                             _ (pd_assignment_rule_type.fields[field].label), text));
}

/* When it fits, and whom it names. */
static char *
describe (const PdRecord *rule, PdRowState state)
{
  static const guint fields[] = { PD_ASSIGNMENT_RULE_SERVICE, PD_ASSIGNMENT_RULE_REGION,
                                  PD_ASSIGNMENT_RULE_PRIORITY, PD_ASSIGNMENT_RULE_ASSIGNEES,
                                  PD_ASSIGNMENT_RULE_MAX_LOAD };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  /* Most are for service orders: only what is not says so. */
  if (g_strcmp0 (pd_record_get_text (rule, PD_ASSIGNMENT_RULE_APPLIES_TO), PD_ASSIGNMENT_SUBJECT_ORDER) != 0)
    add_part (parts, rule, PD_ASSIGNMENT_RULE_APPLIES_TO);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      /* The conditions come first; without any, it fits all. */
      if (fields[i] == PD_ASSIGNMENT_RULE_ASSIGNEES && parts->len == 0)
        g_ptr_array_add (parts, g_strdup (_ ("All service orders")));
      add_part (parts, rule, fields[i]);
    }
  if (state != PD_ROW_CLEAN)
    g_ptr_array_add (parts, pd_state_text (rule, state, NULL));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static GtkWidget *
add_button (PdRulePlace *self, GtkWidget *row, const PdRecord *rule, const char *icon, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, pd_record_get_title (rule));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  pd_set_tooltip (button, label);
  pd_set_accessible_label (button, name);
  g_object_set_data_full (G_OBJECT (button), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static void
add_move (PdRulePlace *self, GtkWidget *row, guint index, int by)
{
  const PdRecord *rule = g_ptr_array_index (self->rules, index);
  GtkWidget *button = add_button (self, row, rule, by < 0 ? "go-up-symbolic" : "go-down-symbolic",
                                  by < 0 ? _ ("Move up") : _ ("Move down"));

  g_object_set_data (G_OBJECT (button), "by", GINT_TO_POINTER (by));
  gtk_widget_set_sensitive (button, by < 0 ? index > 0 : index + 1 < self->rules->len);
  g_signal_connect_object (button, "clicked", G_CALLBACK (move_cb), self, 0);
}

static void
add_switch (PdRulePlace *self, GtkWidget *row, const PdRecord *rule)
{
  GtkWidget *toggle = gtk_switch_new ();
  g_autofree char *name = g_strdup_printf ("%s: %s", _ ("Switched on"), pd_record_get_title (rule));

  gtk_switch_set_active (GTK_SWITCH (toggle), pd_record_get_flag (rule, PD_ASSIGNMENT_RULE_ACTIVE));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (toggle, self->may_patch);
  pd_set_accessible_label (toggle, name);
  g_object_set_data_full (G_OBJECT (toggle), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switched_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), toggle);
}

static GtkWidget *
create_row (PdRulePlace *self, guint index)
{
  const PdRecord *rule = g_ptr_array_index (self->rules, index);
  GtkWidget *row = adw_action_row_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *button;
  g_autofree char *subtitle = describe (rule, g_array_index (self->states, PdRowState, index));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), pd_record_get_title (rule));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), self->may_patch);
  g_object_set_data_full (G_OBJECT (row), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  g_object_set_data (G_OBJECT (row), "place", self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), row);
  gtk_widget_add_controller (row, keys);
  add_switch (self, row, rule);
  button = gtk_button_new_with_label (_ ("Try…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  pd_set_accessible_description (button, _ ("Try it on past orders, as if it were switched on"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (try_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (self->may_patch)
    {
      add_move (self, row, index, -1);
      add_move (self, row, index, 1);
    }
  if (self->may_delete)
    {
      button = add_button (self, row, rule, "user-trash-symbolic", _ ("Delete"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (delete_cb), self, 0);
    }
  return row;
}

static void
update (PdRulePlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *focused_row = focus != NULL && gtk_widget_is_ancestor (focus, self->rows)
                               ? gtk_widget_get_ancestor (focus, ADW_TYPE_ACTION_ROW)
                               : NULL;
  g_autofree char *id = self->wanted != NULL  ? g_steal_pointer (&self->wanted)
                        : focused_row != NULL ? g_strdup (id_of (focused_row))
                                              : NULL;
  int index = id != NULL ? find_rule (self, id) : -1;

  pd_layout_empty (self->rows);
  for (guint i = 0; i < self->rules->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->rows), create_row (self, i));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->rules->len > 0 ? "rows" : "empty");
  if (index >= 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->rows), index)));
}

/* --- looking */

typedef struct
{
  GWeakRef place;
  GCancellable *cancellable; /* (owned) */
  GPtrArray *rules;          /* (owned) (nullable) */
  GArray *states;            /* (owned) of PdRowState */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->place);
  g_object_unref (job->cancellable);
  g_clear_pointer (&job->rules, g_ptr_array_unref);
  g_array_unref (job->states);
  g_free (job);
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
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdRulePlace) self = g_weak_ref_get (&job->place);

  if (self == NULL || self->stack == NULL || job->cancellable != self->looking)
    return;
  g_clear_object (&self->looking);
  if (!ok)
    {
      pd_layout_say (self->trouble, error->message);
      return;
    }
  g_ptr_array_unref (self->rules);
  self->rules = g_ptr_array_ref (job->rules);
  g_array_unref (self->states);
  self->states = g_array_ref (job->states);
  update (self);
}

/* Only while somebody looks. */
static void
look (PdRulePlace *self)
{
  Look *job;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  job = g_new0 (Look, 1);
  g_weak_ref_init (&job->place, self);
  job->cancellable = g_object_ref (self->looking);
  job->states = g_array_new (FALSE, FALSE, sizeof (PdRowState));
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, job, look_free, self->looking,
                       looked_cb, NULL);
}

static gboolean
pause_cb (gpointer user_data)
{
  PdRulePlace *self = user_data;

  self->pause_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdRulePlace *self)
{
  if (*type_name != '\0' && !g_str_equal (type_name, pd_assignment_rule_type.name))
    return;
  if (self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, pause_cb, self);
}

/* --- the widget */

static void
pd_rule_place_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (pd_rule_place_parent_class)->map (widget);
  look (PD_RULE_PLACE (widget));
}

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

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  self->stack = NULL;
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
  widget_class->map = pd_rule_place_map;
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
  g_signal_connect_object (try_all, "clicked", G_CALLBACK (try_cb), self, 0);
  g_signal_connect_object (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self,
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
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), self->read_only);
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/** pd_rule_place_new: @store: the cache. Returns: (transfer floating): the place; it looks while it is seen */
GtkWidget *
pd_rule_place_new (PdStore *store)
{
  PdRulePlace *self = g_object_new (PD_TYPE_RULE_PLACE, NULL);

  self->store = g_object_ref (store);
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
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
    update (self);
}
