/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-tax-calendar-dialog.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-date.h"
#include "model/pd-permission.h"
#include "store/pd-store-calendar.h"

#define WIDTH 680
#define HEIGHT 720
#define MONTHS 12

/* Until when the returns of each month of a year are filed, which have been, and the holidays that this follows from; whoever
 * may changes it, and every change can be taken back. */
struct _PdTaxCalendarDialog
{
  AdwWindow parent_instance;

  PdStore *store;         /* (owned) */
  GPtrArray *rows;        /* (owned) what the office added */
  PdTaxCalendar *known;   /* (owned) */
  PdCalendarChange *back; /* (owned) (nullable) what takes the last change back */
  guint year;
  gboolean may_change;

  /* Borrowed */
  AdwToastOverlay *toasts;
  GtkWidget *title;
  GtkWidget *note;
  GtkWidget *trouble;
  GtkWidget *months;
  GtkWidget *holidays;
};

G_DEFINE_FINAL_TYPE (PdTaxCalendarDialog, pd_tax_calendar_dialog, ADW_TYPE_WINDOW)

static void look (PdTaxCalendarDialog *self);

/* --- changes */

/** Change: one change on its way to the cache. */
typedef struct
{
  PdTaxCalendarDialog *dialog; /* (owned) */
  PdCalendarChange *change;    /* (owned) */
  PdCalendarChange *back;      /* (owned) (nullable) */
  char *told;                  /* (owned) (nullable) what was done; NULL for what takes a change back */
} Change;

static void
change_free (gpointer data)
{
  Change *job = data;

  g_object_unref (job->dialog);
  pd_calendar_change_free (job->change);
  g_clear_pointer (&job->back, pd_calendar_change_free);
  g_free (job->told);
  g_free (job);
}

static gboolean
change_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *job = data;

  g_clear_pointer (&job->back, pd_calendar_change_free);
  job->back = pd_store_change_calendar (session, job->change, pd_now (), error);
  return job->back != NULL;
}

static void undo_cb (AdwToast *toast, PdTaxCalendarDialog *self);

static void
changed_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Change *job = pd_store_job_data (result);
  PdTaxCalendarDialog *self = job->dialog;
  AdwToast *toast;

  if (self->toasts == NULL)
    return;
  if (!ok)
    {
      pd_tell (GTK_WINDOW (self), _ ("The Calendar Was Not Changed"), error->message);
      return;
    }
  g_clear_pointer (&self->back, pd_calendar_change_free);
  if (job->told != NULL)
    {
      toast = adw_toast_new (job->told);
      self->back = g_steal_pointer (&job->back);
      adw_toast_set_button_label (toast, _ ("Undo"));
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, 0);
      adw_toast_overlay_add_toast (self->toasts, toast);
    }
  look (self);
}

/* @change: (transfer full). @told: (nullable) */
static void
start (PdTaxCalendarDialog *self, PdCalendarChange *change, const char *told)
{
  Change *job = g_new0 (Change, 1);

  job->dialog = g_object_ref (self);
  job->change = change;
  job->told = g_strdup (told);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, change_job, job, change_free, NULL, changed_cb,
                        NULL);
}

static void
undo_cb (AdwToast *toast, PdTaxCalendarDialog *self)
{
  if (self->back != NULL)
    start (self, g_steal_pointer (&self->back), NULL);
}

static guint
month_of (gpointer object)
{
  return GPOINTER_TO_UINT (g_object_get_data (object, "month"));
}

static void
filed_cb (GtkButton *button, PdTaxCalendarDialog *self)
{
  guint month = month_of (button);
  gboolean filed = pd_calendar_rows_find_month (self->rows, PD_CALENDAR_FILED, self->year, month) == NULL;

  start (self, pd_calendar_change_filed (self->rows, self->year, month, filed, pd_now ()),
         filed ? _ ("Marked as filed. Nobody is reminded of it any more.")
               : _ ("No longer marked as filed."));
}

static void
put_back_cb (GtkButton *button, PdTaxCalendarDialog *self)
{
  start (self, pd_calendar_change_deadline (self->rows, self->year, month_of (button), NULL, pd_now ()),
         _ ("The date follows from the holidays again."));
}

static void
remove_cb (GtkButton *button, PdTaxCalendarDialog *self)
{
  PdCalendarChange *change = pd_calendar_change_new ();

  g_ptr_array_add (change->removed, g_strdup (g_object_get_data (G_OBJECT (button), "id")));
  start (self, change, _ ("Removed from the calendar."));
}

/* --- questions */

static GtkWidget *
add_entry (GtkWidget *box, const char *label, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *words = pd_layout_text (label, "dim-label");

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, label);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), entry);
  return entry;
}

static GtkWidget *
new_question (PdTaxCalendarDialog *self, const char *heading, const char *body, GtkWidget *content)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), content);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Cancel"), "save", _ ("Save"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  return dialog;
}

/* (transfer full) (nullable): as a date; NULL after it was told that it is none */
static char *
read_date (PdTaxCalendarDialog *self, GtkWidget *entry)
{
  g_autoptr (GError) error = NULL;
  char *date = NULL;

  if (!pd_date_canonicalize (gtk_editable_get_text (GTK_EDITABLE (entry)), &date, &error))
    pd_tell (GTK_WINDOW (self), _ ("The Calendar Was Not Changed"), error->message);
  return date;
}

static void
moved_cb (AdwMessageDialog *dialog, const char *response, PdTaxCalendarDialog *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "date");
  g_autofree char *date = g_str_equal (response, "save") ? read_date (self, entry) : NULL;

  if (date != NULL)
    start (self, pd_calendar_change_deadline (self->rows, self->year, month_of (dialog), date, pd_now ()),
           _ ("The date was changed."));
}

static void
move_cb (GtkButton *button, PdTaxCalendarDialog *self)
{
  guint month = month_of (button);
  g_autofree char *deadline = pd_tax_calendar_get_deadline (self->known, self->year, month, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = add_entry (box, _ ("File until"), deadline);
  GtkWidget *dialog =
      new_question (self, _ ("Change the Date"),
                    _ ("As the tax bureau has announced it, for everybody in the office."), box);

  g_object_set_data (G_OBJECT (dialog), "date", entry);
  g_object_set_data (G_OBJECT (dialog), "month", GUINT_TO_POINTER (month));
  g_signal_connect_object (dialog, "response", G_CALLBACK (moved_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
holiday_cb (AdwMessageDialog *dialog, const char *response, PdTaxCalendarDialog *self)
{
  GtkWidget *name = g_object_get_data (G_OBJECT (dialog), "name");
  GtkWidget *worked = g_object_get_data (G_OBJECT (dialog), "worked");
  PdCalendarKind kind =
      gtk_check_button_get_active (GTK_CHECK_BUTTON (worked)) ? PD_CALENDAR_WORK : PD_CALENDAR_OFF;
  g_autofree char *from = NULL, *to = NULL, *text = NULL;
  PdCalendarChange *change;

  if (!g_str_equal (response, "save") ||
      (from = read_date (self, g_object_get_data (G_OBJECT (dialog), "from"))) == NULL ||
      (to = read_date (self, g_object_get_data (G_OBJECT (dialog), "to"))) == NULL)
    return;
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (name))));
  change = pd_calendar_change_new ();
  g_ptr_array_add (change->added,
                   pd_calendar_row_new (kind, from, to, *text != '\0' ? text : NULL, pd_now ()));
  start (self, change, _ ("Added to the calendar."));
}

static void
add_cb (GtkButton *button, PdTaxCalendarDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *day = g_strdup_printf ("%04u-01-01", self->year);
  GtkWidget *from = add_entry (box, _ ("From"), day), *to = add_entry (box, _ ("To"), day);
  GtkWidget *name = add_entry (box, _ ("Name"), "");
  GtkWidget *worked = gtk_check_button_new_with_label (_ ("These days are worked"));
  GtkWidget *dialog = new_question (self, _ ("Add a Holiday"), _ ("Deadlines and working days follow."), box);

  gtk_entry_set_max_length (GTK_ENTRY (name), (int) pd_calendar_row_type.fields[PD_CALENDAR_ROW_NAME].limit);
  gtk_box_append (GTK_BOX (box), worked);
  g_object_set_data (G_OBJECT (dialog), "from", from);
  g_object_set_data (G_OBJECT (dialog), "to", to);
  g_object_set_data (G_OBJECT (dialog), "name", name);
  g_object_set_data (G_OBJECT (dialog), "worked", worked);
  g_signal_connect_object (dialog, "response", G_CALLBACK (holiday_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- what is shown */

static GtkWidget *
new_row (GtkWidget *rows, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (GTK_LIST_BOX (rows), row);
  return row;
}

static GtkWidget *
add_button (PdTaxCalendarDialog *self, GtkWidget *row, const char *label, guint month, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  g_autofree char *name = g_strdup_printf ("%s: %s", label, title);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, self->may_change);
  pd_set_accessible_label (button, name);
  g_object_set_data (G_OBJECT (button), "month", GUINT_TO_POINTER (month));
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static void
show_month (PdTaxCalendarDialog *self, guint month)
{
  PdDeadlineReason reason;
  g_autofree char *deadline = pd_tax_calendar_get_deadline (self->known, self->year, month, &reason);
  g_autofree char *why = pd_tax_calendar_deadline_sentence (self->known, self->year, month);
  const PdRecord *filed = pd_calendar_rows_find_month (self->rows, PD_CALENDAR_FILED, self->year, month);
  g_autofree char *told = filed != NULL ? pd_calendar_row_describe_filed (filed) : NULL;
  /* Translators: 1: a month as 2026-11, 2: a date */
  g_autofree char *title =
      g_strdup_printf (_ ("%1$04u-%2$02u: file until %3$s"), self->year, month, deadline);
  GtkWidget *row = new_row (self->months, title, told != NULL ? told : why != NULL ? why : "");

  if (filed != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("object-select-symbolic"));
  if (reason == PD_DEADLINE_ANNOUNCED)
    add_button (self, row, _ ("Put Back"), month, G_CALLBACK (put_back_cb));
  if (filed == NULL)
    add_button (self, row, _ ("Change…"), month, G_CALLBACK (move_cb));
  add_button (self, row, filed != NULL ? _ ("Mark as Not Filed") : _ ("Mark as Filed"), month,
              G_CALLBACK (filed_cb));
}

static void
show_holiday (PdTaxCalendarDialog *self, const PdCalendarRow *row, const char *id)
{
  g_autofree char *year = g_strdup_printf ("%04u-", self->year);
  const char *kind = _ (pd_calendar_kind_choices[row->kind].label);
  const char *name = row->name == NULL ? NULL : id != NULL ? row->name : _ (row->name);
  g_autofree char *days = row->to != NULL && !g_str_equal (row->to, row->from)
                              ? g_strdup_printf (_ ("%1$s to %2$s"), row->from, row->to)
                              : g_strdup (row->from);
  GtkWidget *widget, *button;

  if (!g_str_has_prefix (row->from, year) || row->kind > PD_CALENDAR_WORK)
    return;
  widget = new_row (self->holidays, days, name != NULL ? name : kind);
  if (id == NULL)
    return;
  button = add_button (self, widget, _ ("Remove"), 0, G_CALLBACK (remove_cb));
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (id), g_free);
}

static void
show_holidays (PdTaxCalendarDialog *self)
{
  guint n;
  const PdCalendarRow *built_in = pd_tax_calendar_default_rows (&n);

  pd_layout_empty (self->holidays);
  for (guint i = 0; i < n; i++)
    show_holiday (self, &built_in[i], NULL);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (self->rows, i);
      PdCalendarRow row;

      if (pd_calendar_row_read (record, &row))
        show_holiday (self, &row, pd_record_get_id (record));
    }
  gtk_widget_set_visible (self->holidays, gtk_widget_get_first_child (self->holidays) != NULL);
}

static void
update (PdTaxCalendarDialog *self)
{
  g_autofree char *title = g_strdup_printf ("%u", self->year);

  gtk_label_set_text (GTK_LABEL (self->title), title);
  pd_layout_say (self->note,
                 pd_tax_calendar_knows (self->known, self->year)
                     ? NULL
                     : _ ("The holidays of this year are not in the calendar yet. Add them from the "
                          "State Council's notice."));
  pd_layout_empty (self->months);
  for (guint month = 1; month <= MONTHS; month++)
    show_month (self, month);
  show_holidays (self);
}

/** Look: what is read of the calendar. */
typedef struct
{
  GWeakRef dialog;
  GPtrArray *rows; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->dialog);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_free (job);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  job->rows = pd_store_calendar_rows (session, error);
  return job->rows != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdTaxCalendarDialog) self = g_weak_ref_get (&job->dialog);

  if (self == NULL || self->toasts == NULL)
    return;
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  if (!ok)
    return;
  g_ptr_array_unref (self->rows);
  self->rows = g_steal_pointer (&job->rows);
  pd_tax_calendar_free (self->known);
  self->known = pd_tax_calendar_new_with_rows (self->rows);
  update (self);
}

static void
look (PdTaxCalendarDialog *self)
{
  Look *job = g_new0 (Look, 1);

  g_weak_ref_init (&job->dialog, self);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, job, look_free, NULL, looked_cb, NULL);
}

static void
store_changed_cb (PdTaxCalendarDialog *self, const char *type_name)
{
  if (*type_name == '\0' || g_str_equal (type_name, pd_calendar_row_type.name))
    look (self);
}

/* --- the window */

static void
earlier_cb (GtkButton *button, PdTaxCalendarDialog *self)
{
  self->year--;
  update (self);
}

static void
later_cb (GtkButton *button, PdTaxCalendarDialog *self)
{
  self->year++;
  update (self);
}

static void
pd_tax_calendar_dialog_dispose (GObject *object)
{
  PdTaxCalendarDialog *self = PD_TAX_CALENDAR_DIALOG (object);

  self->toasts = NULL;
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_tax_calendar_dialog_parent_class)->dispose (object);
}

static void
pd_tax_calendar_dialog_finalize (GObject *object)
{
  PdTaxCalendarDialog *self = PD_TAX_CALENDAR_DIALOG (object);

  g_ptr_array_unref (self->rows);
  pd_tax_calendar_free (self->known);
  g_clear_pointer (&self->back, pd_calendar_change_free);

  G_OBJECT_CLASS (pd_tax_calendar_dialog_parent_class)->finalize (object);
}

static void
pd_tax_calendar_dialog_class_init (PdTaxCalendarDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_tax_calendar_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_tax_calendar_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_list (const char *name)
{
  GtkWidget *rows = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (rows, "boxed-list");
  pd_set_accessible_label (rows, name);
  return rows;
}

static GtkWidget *
create_header (PdTaxCalendarDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *earlier = gtk_button_new_from_icon_name ("go-previous-symbolic");
  GtkWidget *later = gtk_button_new_from_icon_name ("go-next-symbolic");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->title = gtk_label_new (NULL);
  g_object_set_data (G_OBJECT (self), "title", self->title);
  gtk_widget_add_css_class (self->title, "heading");
  pd_set_tooltip (earlier, _ ("Earlier year"));
  pd_set_tooltip (later, _ ("Later year"));
  pd_set_accessible_label (earlier, _ ("Earlier year"));
  pd_set_accessible_label (later, _ ("Later year"));
  g_signal_connect_object (earlier, "clicked", G_CALLBACK (earlier_cb), self, 0);
  g_signal_connect_object (later, "clicked", G_CALLBACK (later_cb), self, 0);
  gtk_box_append (GTK_BOX (box), earlier);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), later);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), box);
  return header;
}

static GtkWidget *
create_content (PdTaxCalendarDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *add = gtk_button_new_with_label (_ ("Add a Holiday…"));
  g_autofree char *roles = pd_permission_roles_text ("create", pd_calendar_row_type.name);
  g_autofree char *who = g_strdup_printf (_ ("The calendar is kept by: %s."), roles);

  self->trouble = pd_layout_text (NULL, "error");
  self->note = pd_layout_text (NULL, "dim-label");
  self->months = new_list (_ ("Filing deadlines"));
  self->holidays = new_list (_ ("Holidays"));
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_widget_set_visible (self->note, FALSE);
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  gtk_widget_set_sensitive (add, self->may_change);
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_cb), self, 0);
  gtk_box_append (GTK_BOX (box), self->trouble);
  if (!self->may_change)
    gtk_box_append (GTK_BOX (box), pd_layout_text (who, "dim-label"));
  gtk_box_append (GTK_BOX (box), self->months);
  gtk_box_append (GTK_BOX (box), pd_layout_text (_ ("Holidays"), "heading"));
  gtk_box_append (GTK_BOX (box), self->note);
  gtk_box_append (GTK_BOX (box), self->holidays);
  gtk_box_append (GTK_BOX (box), add);
  pd_layout_set_margins (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
pd_tax_calendar_dialog_init (PdTaxCalendarDialog *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  self->known = pd_tax_calendar_new_default ();
}

/**
 * pd_tax_calendar_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 * @role: (nullable): of who is signed in: what the platform would refuse cannot be done
 * @year: which year is shown first
 *
 * Returns: (transfer none): a window that shows the year's filing deadlines and holidays; show it with gtk_window_present()
 */
PdTaxCalendarDialog *
pd_tax_calendar_dialog_new (GtkWindow *parent, PdStore *store, const char *role, guint year)
{
  PdTaxCalendarDialog *self =
      g_object_new (PD_TYPE_TAX_CALENDAR_DIALOG, "transient-for", parent, "modal", parent != NULL,
                    "destroy-with-parent", TRUE, "title", _ ("Tax Calendar"), "default-width", WIDTH,
                    "default-height", HEIGHT, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->store = g_object_ref (store);
  self->year = year;
  self->may_change = role == NULL || !pd_permission_is_role (role) ||
                     pd_permission_has (role, "create", pd_calendar_row_type.name);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), create_content (self));
  adw_toast_overlay_set_child (self->toasts, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  update (self);
  look (self);
  return self;
}
