/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-way-panel.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"

/* Where an order or a ticket is on its way, what can be done next and by whom, and why something cannot be done yet. */
struct _PdWayPanel
{
  GtkBox parent_instance;

  PdRecord *record;      /* (owned) (nullable) */
  char *pending_command; /* (owned) (nullable) */
  char *role;            /* (owned) (nullable) of who is signed in */
  char *offer;           /* (owned) (nullable) what the steps say and do */

  /* Borrowed */
  GtkWidget *place;
  GtkWidget *reason;
  GtkWidget *unconfirmed;
  GtkWidget *steps;
};

G_DEFINE_FINAL_TYPE (PdWayPanel, pd_way_panel, GTK_TYPE_BOX)

static void
pd_way_panel_finalize (GObject *object)
{
  PdWayPanel *self = PD_WAY_PANEL (object);

  g_clear_pointer (&self->record, pd_record_unref);
  g_free (self->pending_command);
  g_free (self->role);
  g_free (self->offer);
  G_OBJECT_CLASS (pd_way_panel_parent_class)->finalize (object);
}

static void
pd_way_panel_class_init (PdWayPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_way_panel_finalize;
}

static void
pd_way_panel_init (PdWayPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->place = pd_layout_text ("", "heading");
  self->reason = pd_layout_text ("", "dim-label");
  self->unconfirmed = pd_layout_text (
      _ ("The platform has not confirmed this yet. The next steps can be taken all the same; if it refuses, "
         "you are told why in Conflicts."),
      "dim-label");
  self->steps = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->steps), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->steps, "boxed-list");
  pd_set_accessible_label (self->steps, _ ("Next steps"));
  gtk_box_append (GTK_BOX (self), self->place);
  gtk_box_append (GTK_BOX (self), self->reason);
  gtk_box_append (GTK_BOX (self), self->unconfirmed);
  gtk_box_append (GTK_BOX (self), self->steps);
}

/** pd_way_panel_new: Returns: (transfer floating): a panel that shows nothing yet */
GtkWidget *
pd_way_panel_new (void)
{
  return g_object_new (PD_TYPE_WAY_PANEL, "visible", FALSE, NULL);
}

/** Step: an arrow that leads on from where the record is. */
typedef struct
{
  const char *command;
  const char *label;    /* translated */
  const char *leads_to; /* translated */
  char *why_not;        /* (owned) (nullable) why it is not taken now */
} Step;

static void
step_clear (gpointer data)
{
  g_free (((Step *) data)->why_not);
}

static char *
order_place_text (const PdRecord *order)
{
  const char *kind = _ (pd_choice_label (pd_order_kind_choices, pd_record_get_text (order, PD_ORDER_KIND)));
  const char *stage = _ (pd_choice_label (pd_order_stage_choices, pd_order_get_stage (order)));
  g_autofree char *since = NULL;

  if (!pd_record_has (order, PD_ORDER_STAGE_AT))
    /* Translators: 1: "Goods" or "Service", 2: where the order is */
    return g_strdup_printf (_ ("%1$s: %2$s"), kind, stage);
  since = pd_time_text (pd_record_get_integer (order, PD_ORDER_STAGE_AT));
  /* Translators: 1: "Goods" or "Service", 2: where the order is, 3: a time */
  return g_strdup_printf (_ ("%1$s: %2$s since %3$s"), kind, stage, since);
}

static char *
ticket_place_text (const PdRecord *ticket)
{
  const char *state = pd_workflow_place (ticket);
  const char *bearer = pd_ticket_bearer (ticket);

  if (bearer == NULL)
    return g_strdup (state);
  /* Translators: 1: where a ticket is, as "Being worked on", 2: who has it to do */
  return g_strdup_printf (_ ("%1$s: %2$s"), state, bearer);
}

static char *
place_text (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  if (type == &pd_order_type)
    return order_place_text (record);
  return type == &pd_ticket_type ? ticket_place_text (record) : g_strdup (pd_workflow_place (record));
}

/* Why it is where it is, and of a ticket by when it is to be done. (transfer full) (nullable) */
static char *
reason_text (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int field = type == &pd_order_type ? PD_ORDER_STAGE_REASON : pd_record_type_field (type, "state_reason");
  const char *reason = field >= 0 ? pd_record_get_text (record, (guint) field) : NULL;
  g_autofree char *today = pd_today ();
  g_autofree char *due = NULL;

  if (type != &pd_ticket_type)
    return g_strdup (reason);
  due = pd_ticket_is_overdue (record, today)
            ? g_strdup_printf (_ ("Overdue since %s."), pd_record_get_text (record, PD_TICKET_DUE_ON))
            : pd_ticket_due_sentence (record);
  if (due == NULL || reason == NULL)
    return due != NULL ? g_steal_pointer (&due) : g_strdup (reason);
  return g_strdup_printf ("%s %s", due, reason);
}

/* Why a step is not taken now; NULL when it can be. Its reason, and what a ticket needs, is asked for when it is. */
static char *
obstacle (PdWayPanel *self, const char *command)
{
  const char *object = pd_record_get_record_type (self->record)->name;
  g_autofree char *roles = NULL;

  if (!pd_workflow_may_follow (self->record, self->pending_command, command))
    return g_strdup (_ ("A request waits for the platform already."));
  if (self->role != NULL && pd_permission_is_role (self->role) &&
      !pd_permission_has (self->role, command, object))
    {
      roles = pd_permission_roles_text (command, object);
      /* Translators: names of roles, as "reviewer, administrator" */
      return g_strdup_printf (_ ("This is done by: %s"), roles);
    }
  if (!pd_workflow_offers (self->record, command))
    return g_strdup (_ ("An invoice of this order stands or is on its way."));
  return pd_record_get_record_type (self->record) == &pd_ticket_type
             ? NULL
             : pd_workflow_obstacle (self->record, command, "-");
}

static GtkWidget *
new_step (const Step *step)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (step->label);
  /* Translators: a place on an order's way, as "To be paid" */
  g_autofree char *title = g_strdup_printf (_ ("→ %s"), step->leads_to);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  if (step->why_not != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), step->why_not);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (button, step->command);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", step->command);
  if (step->why_not == NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.step");
  else
    {
      gtk_widget_set_sensitive (button, FALSE);
      pd_set_accessible_description (button, step->why_not);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
add_step (PdWayPanel *self,
          GArray *steps,
          const char *command,
          const char *label,
          const PdChoice *places,
          const char *to)
{
  Step step = { command, _ (label), _ (pd_choice_label (places, to)), obstacle (self, command) };

  g_array_append_val (steps, step);
}

/* An arrow that moves the invoice alone is no step of the order's way. */
static void
add_order_steps (PdWayPanel *self, GArray *steps)
{
  const char *kind = pd_record_get_text (self->record, PD_ORDER_KIND);
  const char *stage = pd_order_get_stage (self->record);
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (arrows[i].kind, kind) && g_strcmp0 (arrows[i].from, stage) == 0 &&
        !g_str_equal (arrows[i].from, arrows[i].to))
      add_step (self, steps, arrows[i].command, arrows[i].label, pd_order_stage_choices, arrows[i].to);
}

static void
add_state_steps (PdWayPanel *self, GArray *steps)
{
  const PdRecordType *type = pd_record_get_record_type (self->record);
  guint n;
  const PdTransition *arrows = pd_workflow_transitions (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (arrows[i].type, type->name) && arrows[i].command != NULL &&
        g_strcmp0 (arrows[i].from, pd_record_get_state (self->record)) == 0)
      add_step (self, steps, arrows[i].command, arrows[i].label, type->fields[type->state_field].choices,
                arrows[i].to);
}

/* Rows that say the same stay: a button that is being pressed would be another one when it is let go, and the keyboard would be
 * nowhere, whenever the platform has answered. */
static void
show_steps (PdWayPanel *self, const GArray *steps)
{
  g_autoptr (GString) offer = g_string_new (pd_record_get_id (self->record));

  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);

      g_string_append_printf (offer, "\n%s\n%s\n%s\n%s", step->command, step->label, step->leads_to,
                              step->why_not != NULL ? step->why_not : "");
    }
  if (g_strcmp0 (self->offer, offer->str) == 0)
    return;
  g_free (self->offer);
  self->offer = g_strdup (offer->str);
  pd_layout_empty (self->steps);
  for (guint i = 0; i < steps->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->steps), new_step (&g_array_index (steps, Step, i)));
  gtk_widget_set_visible (self->steps, steps->len > 0);
}

static gboolean
has_way (const PdRecord *record)
{
  return record != NULL &&
         (pd_record_get_record_type (record) != &pd_order_type || pd_record_has (record, PD_ORDER_KIND));
}

static void
update (PdWayPanel *self)
{
  g_autofree char *place = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));

  g_array_set_clear_func (steps, step_clear);
  gtk_widget_set_visible (GTK_WIDGET (self), has_way (self->record));
  if (!has_way (self->record))
    return;
  place = place_text (self->record);
  reason = reason_text (self->record);
  gtk_label_set_text (GTK_LABEL (self->place), place);
  gtk_label_set_text (GTK_LABEL (self->reason), reason != NULL ? reason : "");
  gtk_widget_set_visible (self->reason, reason != NULL);
  gtk_widget_set_visible (self->unconfirmed, pd_workflow_foresees (self->record, self->pending_command));
  if (pd_record_get_record_type (self->record) == &pd_order_type)
    add_order_steps (self, steps);
  else
    add_state_steps (self, steps);
  show_steps (self, steps);
}

/**
 * pd_way_panel_show:
 * @self: a panel
 * @record: (nullable): an order, a ticket or a solution; an order that is only invoiced has no way, and the panel hides
 * @pending_command: (nullable): what it has been asked for and the platform has not answered
 */
void
pd_way_panel_show (PdWayPanel *self, PdRecord *record, const char *pending_command)
{
  g_return_if_fail (PD_IS_WAY_PANEL (self));

  if (record != NULL)
    pd_record_ref (record);
  g_clear_pointer (&self->record, pd_record_unref);
  self->record = record;
  g_free (self->pending_command);
  self->pending_command = g_strdup (pending_command);
  update (self);
}

/** pd_way_panel_set_role: @role: (nullable): of who is signed in; NULL keeps nobody from anything */
void
pd_way_panel_set_role (PdWayPanel *self, const char *role)
{
  g_return_if_fail (PD_IS_WAY_PANEL (self));

  if (g_strcmp0 (self->role, role) == 0)
    return;
  g_free (self->role);
  self->role = g_strdup (role);
  update (self);
}
