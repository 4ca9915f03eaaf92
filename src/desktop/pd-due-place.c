/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-due-place.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-tax-calendar-dialog.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-calendar-row.h"
#include "model/pd-date.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "store/pd-store-reminders.h"

#define WIDTH 860
/* How many days ahead are shown. */
#define AHEAD 14
/* More rows than this of one part are counted, not shown. */
#define MAX_SHOWN 200
/* A day begins by itself, in seconds. */
#define LOOK_EVERY 600

enum
{
  SHOW_ALL,
  SHOW_MINE
};

/* The parts of the list, by days from today. */
static const struct
{
  const char *title;
  int from, to;
} parts[] = {
  { N_ ("Overdue"), G_MININT, -1 },
  { N_ ("Today"), 0, 0 },
  { N_ ("Tomorrow"), 1, 1 },
  { N_ ("In the next two weeks"), 2, G_MAXINT },
};

/* What is overdue and what will be due: orders, visits, tickets and tax returns. */
struct _PdDuePlace
{
  GtkWidget parent_instance;

  PdLook *look;         /* (owned) (nullable) */
  GPtrArray *reminders; /* (owned) of PdReminder, the earliest first */
  PdStore *store;       /* (owned) */
  char *user;           /* (owned) (nullable) who is signed in */
  char *role;           /* (owned) (nullable) and as what */
  guint n_overdue;      /* everybody's */
  guint day_source;

  /* Borrowed */
  GtkWidget *whose;
  GtkWidget *stack;
  GtkWidget *trouble;
  GtkWidget *groups[G_N_ELEMENTS (parts)];
  GtkWidget *rows[G_N_ELEMENTS (parts)];
  GtkWidget *more[G_N_ELEMENTS (parts)];
};

enum
{
  COUNTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdDuePlace, pd_due_place, GTK_TYPE_WIDGET)

/* --- rows */

static gboolean
is_shown (PdDuePlace *self, const PdReminder *reminder)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (self->whose)) == SHOW_ALL ||
         g_strcmp0 (reminder->who, self->user) == 0;
}

static char *
row_title (const PdReminder *reminder)
{
  const char *kind = pd_reminder_kind_label (reminder->kind);

  if (reminder->kind == PD_REMINDER_FILING)
    return g_strdup_printf (_ ("Tax returns of %s"), reminder->title);
  if (reminder->subject == NULL)
    return g_strdup_printf (_ ("%1$s %2$s"), kind, reminder->title);
  /* Translators: 1: "Order", "Visit" or "Ticket", 2: its number, 3: its buyer or title */
  return g_strdup_printf (_ ("%1$s %2$s: %3$s"), kind, reminder->title, reminder->subject);
}

static char *
row_subtitle (const PdReminder *reminder)
{
  g_autofree char *day = reminder->at != 0 ? pd_time_text (reminder->at) : g_strdup (reminder->due_on);
  g_autofree char *when = pd_reminder_when (reminder);
  GString *text = g_string_new (when);

  g_string_append_printf (text, " · %s", day);
  if (reminder->kind == PD_REMINDER_FILING && reminder->subject != NULL)
    g_string_append_printf (text, " · %s", reminder->subject);
  if (reminder->kind != PD_REMINDER_FILING)
    g_string_append_printf (text, " · %s",
                            reminder->who != NULL ? reminder->who : _ ("nobody in particular"));
  return g_string_free (text, FALSE);
}

static void
add_row (GtkWidget *rows, const PdReminder *reminder)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = row_title (reminder);
  g_autofree char *subtitle = row_subtitle (reminder);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  if (pd_reminder_is_overdue (reminder))
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  if (reminder->type != NULL)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "record", g_strdup (reminder->record_id), g_free);
      g_object_set_data (G_OBJECT (row), "type", (gpointer) reminder->type->name);
    }
  gtk_list_box_append (GTK_LIST_BOX (rows), row);
}

static void
show_part (PdDuePlace *self, guint part)
{
  g_autofree char *more = NULL;
  guint n = 0;

  pd_layout_empty (self->rows[part]);
  for (guint i = 0; i < self->reminders->len; i++)
    {
      const PdReminder *reminder = g_ptr_array_index (self->reminders, i);

      if (reminder->days < parts[part].from || reminder->days > parts[part].to || !is_shown (self, reminder))
        continue;
      if (n++ < MAX_SHOWN)
        add_row (self->rows[part], reminder);
    }
  if (n > MAX_SHOWN)
    more = g_strdup_printf (ngettext ("And %u more.", "And %u more.", n - MAX_SHOWN), n - MAX_SHOWN);
  pd_layout_say (self->more[part], more);
  gtk_widget_set_visible (self->groups[part], n > 0);
}

static void
update (PdDuePlace *self)
{
  gboolean any = FALSE;

  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    {
      show_part (self, part);
      any = any || gtk_widget_get_visible (self->groups[part]);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), any ? "rows" : "empty");
}

static void
calendar_cb (PdDuePlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *today = pd_today ();
  guint year = 0;

  if (pd_date_parts (today, &year, NULL, NULL))
    gtk_window_present (
        GTK_WINDOW (pd_tax_calendar_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->store,
                                                self->role, year)));
}

static void
row_activated_cb (PdDuePlace *self, GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "record");

  if (id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)",
                                (const char *) g_object_get_data (G_OBJECT (row), "type"), id);
}

/* --- looking */

/** Look: one reading of what is due. */
typedef struct
{
  GPtrArray *reminders; /* (owned) (nullable) */
} Look;

static void
look_clear (gpointer data)
{
  Look *job = data;

  g_clear_pointer (&job->reminders, g_ptr_array_unref);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  job->reminders = pd_store_list_reminders (session, pd_now (), AHEAD, error);
  return job->reminders != NULL;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdDuePlace *self = owner;
  Look *job = data;

  pd_layout_say (self->trouble, error != NULL ? error->message : NULL);
  if (error != NULL)
    return;
  g_ptr_array_unref (self->reminders);
  self->reminders = g_steal_pointer (&job->reminders);
  self->n_overdue = 0;
  for (guint i = 0; i < self->reminders->len; i++)
    self->n_overdue += pd_reminder_is_overdue (g_ptr_array_index (self->reminders, i));
  update (self);
  g_signal_emit (self, signals[COUNTED], 0);
}

static const PdLookKind look_kind = { .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 500,
                                      .priority = PD_STORE_PRIORITY_IDLE };

/** pd_due_place_look: @self: a place. Looks at the cache once more */
void
pd_due_place_look (PdDuePlace *self)
{
  g_return_if_fail (PD_IS_DUE_PLACE (self));

  pd_look_now (self->look);
}

static gboolean
day_cb (gpointer user_data)
{
  pd_due_place_look (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- life */

static gboolean
pd_due_place_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PD_DUE_PLACE (widget)->whose);
}

static void
pd_due_place_dispose (GObject *object)
{
  PdDuePlace *self = PD_DUE_PLACE (object);
  GtkWidget *child;

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_handle_id (&self->day_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_due_place_parent_class)->dispose (object);
}

static void
pd_due_place_finalize (GObject *object)
{
  PdDuePlace *self = PD_DUE_PLACE (object);

  g_ptr_array_unref (self->reminders);
  g_free (self->user);
  g_free (self->role);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_due_place_parent_class)->finalize (object);
}

static void
pd_due_place_class_init (PdDuePlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_due_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_due_place_finalize;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_due_place_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  /**
   * PdDuePlace::counted:
   *
   * How many are overdue may be another number now.
   */
  signals[COUNTED] =
      g_signal_new ("counted", PD_TYPE_DUE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
create_part (PdDuePlace *self, guint part)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->groups[part] = box;
  self->rows[part] = gtk_list_box_new ();
  self->more[part] = pd_layout_text (NULL, "dim-label");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows[part]), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows[part], "boxed-list");
  gtk_widget_set_visible (self->more[part], FALSE);
  pd_set_accessible_label (self->rows[part], _ (parts[part].title));
  g_signal_connect_object (self->rows[part], "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), pd_layout_text (_ (parts[part].title), "heading"));
  gtk_box_append (GTK_BOX (box), self->rows[part]);
  gtk_box_append (GTK_BOX (box), self->more[part]);
  return box;
}

static GtkWidget *
create_rows (PdDuePlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    gtk_box_append (GTK_BOX (box), create_part (self, part));
  pd_layout_set_margins (box, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
create_empty (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "alarm-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nothing Is Due"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("Orders with a due date, visits, tickets and tax returns appear here two weeks before."));
  return page;
}

static void
pd_due_place_init (PdDuePlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *calendar = gtk_button_new_with_label (_ ("Tax Calendar…"));
  const char *const whose[] = { _ ("Everybody's"), _ ("Mine"), NULL };

  self->reminders = pd_reminders_new ();
  self->whose = pd_drop_down_new (G_LIST_MODEL (gtk_string_list_new (whose)));
  self->stack = gtk_stack_new ();
  self->trouble = pd_layout_text (NULL, "error");
  pd_set_accessible_label (self->whose, _ ("Whose work is shown"));
  gtk_widget_set_halign (head, GTK_ALIGN_END);
  gtk_widget_set_margin_top (head, 9);
  gtk_widget_set_margin_end (head, 18);
  g_signal_connect_object (calendar, "clicked", G_CALLBACK (calendar_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), calendar);
  gtk_box_append (GTK_BOX (head), self->whose);
  gtk_widget_set_visible (self->trouble, FALSE);
  pd_layout_set_margins (self->trouble, 9);
  g_signal_connect_object (self->whose, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), create_rows (self), "rows");
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty (), "empty");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/** pd_due_place_new: @store: the cache. Returns: (transfer floating): the place, which looks by itself */
GtkWidget *
pd_due_place_new (PdStore *store)
{
  PdDuePlace *self = g_object_new (PD_TYPE_DUE_PLACE, NULL);

  self->store = g_object_ref (store);
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_order_type);
  pd_look_watch (self->look, &pd_ticket_type);
  pd_look_watch (self->look, &pd_calendar_row_type);
  self->day_source = g_timeout_add_seconds (LOOK_EVERY, day_cb, self);
  pd_due_place_look (self);
  return GTK_WIDGET (self);
}

/** pd_due_place_set_user: @user: (nullable): who is signed in: whose work “Mine” is */
void
pd_due_place_set_user (PdDuePlace *self, const char *user)
{
  g_return_if_fail (PD_IS_DUE_PLACE (self));

  if (g_strcmp0 (self->user, user) == 0)
    return;
  g_free (self->user);
  self->user = g_strdup (user);
  update (self);
}

/** pd_due_place_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_due_place_set_role (PdDuePlace *self, const char *role)
{
  g_return_if_fail (PD_IS_DUE_PLACE (self));

  g_free (self->role);
  self->role = g_strdup (role);
}

/** pd_due_place_get_overdue: Returns: how many things of everybody's are overdue */
guint
pd_due_place_get_overdue (PdDuePlace *self)
{
  g_return_val_if_fail (PD_IS_DUE_PLACE (self), 0);

  return self->n_overdue;
}
