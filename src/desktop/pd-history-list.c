/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-history-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-fact-kind.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-id.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-service-checklist.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"

/* More than this is counted, not shown. */
#define MAX_SHOWN 200
/* Of a computer's id, what tells it from the few others of a company. */
#define COMPUTER_LENGTH 8

/* What is shown: behind these two come the lists of an order, one each. */
enum
{
  SHOW_STEPS,
  SHOW_ALL,
  SHOW_LISTS
};

/* Of when; days back from now, 0 for all. */
static const struct
{
  const char *label;
  guint days;
} periods[] = {
  { N_ ("At any time"), 0 },
  { N_ ("Last 7 days"), 7 },
  { N_ ("Last 30 days"), 30 },
  { N_ ("Last 12 months"), 365 },
};

/* What became of an order, the newest first: its steps, or beside them all that was entered. */
struct _PdHistoryList
{
  GtkBox parent_instance;

  PdRecord *order; /* (owned) (nullable) */

  /* Borrowed */
  GtkWidget *filter;
  GtkWidget *period;
  GtkWidget *rows;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (PdHistoryList, pd_history_list, GTK_TYPE_BOX)

typedef struct
{
  gint64 time;    /* microseconds since 1970 in UTC; G_MAXINT64 for what the platform has not taken yet */
  char *title;    /* (owned) */
  char *subtitle; /* (owned) */
} Entry;

static void
entry_free (Entry *entry)
{
  g_free (entry->title);
  g_free (entry->subtitle);
  g_free (entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *one = *(const Entry *const *) a, *other = *(const Entry *const *) b;

  return one->time < other->time ? 1 : one->time > other->time ? -1 : 0;
}

static void
append_part (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

/* --- steps */

static const char *
place_name (const PdRecord *record, const char *place)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  if (type != &pd_order_type)
    return _ (pd_choice_label (type->fields[type->state_field].choices, place));
  for (const PdChoice *choice = pd_order_stage_choices; choice->value != NULL; choice++)
    if (g_strcmp0 (choice->value, place) == 0)
      return _ (choice->label);
  return _ (pd_choice_label (pd_order_type.fields[PD_ORDER_STATE].choices, place));
}

static const char *
command_name (const PdRecord *record, const char *command, const char *from)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const PdOrderArrow *arrow =
      type == &pd_order_type ? pd_order_flow_find (pd_record_get_text (record, PD_ORDER_KIND), command, from)
                             : NULL;
  const PdTransition *edge = from != NULL ? pd_workflow_find (type, command, from) : NULL;

  if (g_str_equal (command, PD_STEP_HAND_OVER))
    return _ ("Handed over");
  if (arrow != NULL)
    return _ (arrow->label);
  return edge != NULL && edge->label != NULL ? _ (edge->label) : command;
}

/* (transfer full): what a person calls it; of one that signed in without a name, what tells it from others */
static char *
computer_name (const char *computer)
{
  return pd_id_is_valid (computer) ? g_utf8_substring (computer, 0, COMPUTER_LENGTH) : g_strdup (computer);
}

static Entry *
step_entry (const PdRecord *order, const PdRecord *step)
{
  Entry *entry = g_new0 (Entry, 1);
  const char *from = pd_record_get_text (step, PD_STEP_FROM), *to = pd_record_get_text (step, PD_STEP_TO);
  const char *command = pd_record_get_text (step, PD_STEP_COMMAND);
  const char *name = command_name (order, command != NULL ? command : "", from);
  const char *computer = pd_record_get_text (step, PD_STEP_COMPUTER);
  g_autofree char *time = pd_field_text (step, PD_STEP_HAPPENED_AT);
  g_autofree char *sat_at = NULL;
  GString *subtitle = g_string_new (time);

  entry->time = pd_record_get_integer (step, PD_STEP_HAPPENED_AT);
  if (to != NULL && g_strcmp0 (from, to) != 0)
    /* Translators: a step of an order: 1: what was asked for, as "Approve", 2: where it came from, 3: where it went */
    entry->title =
        g_strdup_printf (_ ("%1$s: %2$s → %3$s"), name, place_name (order, from), place_name (order, to));
  else
    entry->title = g_strdup (name);
  append_part (subtitle, pd_record_get_text (step, PD_STEP_BY));
  if (computer != NULL)
    {
      g_autofree char *called = computer_name (computer);

      /* Translators: a computer's name, or the beginning of its id */
      sat_at = g_strdup_printf (_ ("computer %s"), called);
    }
  append_part (subtitle, sat_at);
  append_part (subtitle, pd_reason_text (pd_record_get_text (step, PD_STEP_REASON)));
  entry->subtitle = g_string_free (subtitle, FALSE);
  return entry;
}

/* --- all that was entered */

static char *
fact_title (const PdRecord *order, guint list, const PdRecord *fact)
{
  const char *value = pd_record_get_text (fact, PD_CHECK_VALUE);
  const PdServiceCheck *check;

  if (list != PD_ORDER_LIST_CHECKS)
    return pd_fact_title (order, list, fact);
  check = pd_service_check_find (pd_record_get_text (order, PD_ORDER_SERVICE), pd_record_get_title (fact));
  if (value == NULL)
    return g_strdup (check != NULL ? _ (check->label) : pd_record_get_title (fact));
  return g_strdup_printf (_ ("%1$s: %2$s"), check != NULL ? _ (check->label) : pd_record_get_title (fact),
                          value);
}

static Entry *
fact_entry (const PdRecord *order, guint list, const PdRecord *fact)
{
  const PdRecordType *type = pd_record_get_record_type (fact);
  guint at = (guint) pd_record_type_field (type, "added_at");
  guint by = (guint) pd_record_type_field (type, "added_by");
  Entry *entry = g_new0 (Entry, 1);
  g_autofree char *title = fact_title (order, list, fact);
  g_autofree char *time = pd_field_text (fact, at);
  GString *subtitle = g_string_new (NULL);

  entry->time = pd_record_has (fact, at) ? pd_record_get_integer (fact, at) : G_MAXINT64;
  entry->title = g_strdup_printf (_ ("%1$s: %2$s"), _ (type->label), title);
  append_part (subtitle, *time != '\0' ? time : _ ("Not confirmed yet"));
  append_part (subtitle, pd_record_get_text (fact, by));
  entry->subtitle = g_string_free (subtitle, FALSE);
  return entry;
}

/* @shown: as the filter has it */
static void
add_facts (const PdRecord *order, guint shown, GPtrArray *entries)
{
  if (pd_record_get_record_type (order) != &pd_order_type)
    return;
  for (guint list = PD_ORDER_LIST_PAYMENTS; list < PD_ORDER_LIST_STEPS; list++)
    {
      GPtrArray *facts = pd_record_get_list (order, list);

      if (shown != SHOW_ALL && shown != SHOW_LISTS + list - PD_ORDER_LIST_PAYMENTS)
        continue;

      for (guint i = 0; i < facts->len; i++)
        g_ptr_array_add (entries, fact_entry (order, list, g_ptr_array_index (facts, i)));
    }
}

static GPtrArray *
steps_of (const PdRecord *record)
{
  return pd_record_get_list (record,
                             (guint) pd_record_type_list (pd_record_get_record_type (record), "steps"));
}

static void
add_steps (const PdRecord *order, GPtrArray *entries)
{
  GPtrArray *steps = steps_of (order);

  for (guint i = 0; i < steps->len; i++)
    g_ptr_array_add (entries, step_entry (order, g_ptr_array_index (steps, i)));
}

/* --- the widget */

static void
add_row (PdHistoryList *self, const Entry *entry)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
}

static gboolean
has_history (const PdRecord *record)
{
  return record != NULL && steps_of (record)->len > 0 &&
         (pd_record_get_record_type (record) != &pd_order_type || pd_record_has (record, PD_ORDER_KIND));
}

/* What is not confirmed yet is of now. */
static void
drop_older (GPtrArray *entries, gint64 since)
{
  for (guint i = entries->len; i > 0; i--)
    if (((const Entry *) g_ptr_array_index (entries, i - 1))->time < since)
      g_ptr_array_remove_index (entries, i - 1);
}

static void
update (PdHistoryList *self)
{
  guint shown = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->filter));
  guint days = periods[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->period))].days;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autofree char *text = NULL;
  guint more;

  pd_layout_empty (self->rows);
  gtk_widget_set_visible (GTK_WIDGET (self), has_history (self->order));
  /* All else that was entered about a ticket stands above. */
  gtk_widget_set_visible (self->filter,
                          self->order != NULL && pd_record_get_record_type (self->order) == &pd_order_type);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  if (shown == SHOW_STEPS || shown == SHOW_ALL || !gtk_widget_get_visible (self->filter))
    add_steps (self->order, entries);
  if (shown != SHOW_STEPS)
    add_facts (self->order, shown, entries);
  if (days > 0)
    drop_older (entries, pd_now () - (gint64) days * G_TIME_SPAN_DAY);
  g_ptr_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len && i < MAX_SHOWN; i++)
    add_row (self, g_ptr_array_index (entries, i));
  more = entries->len > MAX_SHOWN ? entries->len - MAX_SHOWN : 0;
  if (more > 0)
    text = g_strdup_printf (ngettext ("And %u more.", "And %u more.", more), more);
  else if (entries->len == 0)
    text = g_strdup (_ ("Nothing of that kind happened in that time."));
  gtk_widget_set_visible (self->rows, entries->len > 0);
  pd_layout_say (self->more, text);
}

static void
pd_history_list_finalize (GObject *object)
{
  g_clear_pointer (&PD_HISTORY_LIST (object)->order, pd_record_unref);

  G_OBJECT_CLASS (pd_history_list_parent_class)->finalize (object);
}

static void
pd_history_list_class_init (PdHistoryListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_history_list_finalize;
}

static void
pd_history_list_init (PdHistoryList *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *choices = pd_wrap_box_new (6);
  GtkWidget *heading = pd_layout_text (_ ("History"), "heading");
  GtkStringList *labels = gtk_string_list_new (NULL), *times = gtk_string_list_new (NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_string_list_append (labels, _ ("Steps"));
  gtk_string_list_append (labels, _ ("All that was entered"));
  for (guint list = PD_ORDER_LIST_PAYMENTS; list < PD_ORDER_LIST_STEPS; list++)
    gtk_string_list_append (labels, _ (pd_order_type.lists[list]->label));
  for (gsize i = 0; i < G_N_ELEMENTS (periods); i++)
    gtk_string_list_append (times, _ (periods[i].label));
  self->filter = pd_drop_down_new (G_LIST_MODEL (labels));
  self->period = pd_drop_down_new (G_LIST_MODEL (times));
  self->rows = gtk_list_box_new ();
  self->more = pd_layout_text (NULL, "dim-label");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "boxed-list");
  pd_set_accessible_label (self->rows, _ ("History"));
  pd_set_accessible_label (self->filter, _ ("What the history shows"));
  pd_set_accessible_label (self->period, _ ("Of which time the history is"));
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_set_visible (self->more, FALSE);
  g_signal_connect_swapped (self->filter, "notify::selected", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->period, "notify::selected", G_CALLBACK (update), self);
  gtk_box_append (GTK_BOX (head), heading);
  pd_wrap_box_append (PD_WRAP_BOX (choices), self->period);
  pd_wrap_box_append (PD_WRAP_BOX (choices), self->filter);
  gtk_box_append (GTK_BOX (head), choices);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->rows);
  gtk_box_append (GTK_BOX (self), self->more);
}

/** pd_history_list_new: Returns: (transfer floating): a history that shows nothing yet */
GtkWidget *
pd_history_list_new (void)
{
  return g_object_new (PD_TYPE_HISTORY_LIST, "visible", FALSE, NULL);
}

/**
 * pd_history_list_show:
 * @self: a history
 * @order: (nullable): an order or a ticket; where nothing has happened yet it hides
 */
void
pd_history_list_show (PdHistoryList *self, PdRecord *order)
{
  g_return_if_fail (PD_IS_HISTORY_LIST (self));

  if (order != NULL)
    pd_record_ref (order);
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order;
  update (self);
}
