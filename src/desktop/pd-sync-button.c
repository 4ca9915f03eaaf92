/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-sync-button.h"

#include "desktop/pd-column.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _PdSyncButton
{
  GtkWidget parent_instance;

  /* Template */
  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *headline;
  GtkLabel *details;
  GtkLabel *times;
  GtkPopover *popover;
  GtkBox *waiting;
  GtkSwitch *offline;
  GtkButton *sign_in;
  GtkButton *show_conflicts;
  GtkButton *allow;
  GtkButton *sync;

  /* Owned */
  PdSyncService *service; /* (nullable) */
  PdStore *store;         /* (nullable) */
  GCancellable *listing;  /* (nullable) of the list of what waits */

  gboolean narrow; /* only the icon, and the number of what waits or the words of a trouble */
};

G_DEFINE_FINAL_TYPE (PdSyncButton, pd_sync_button, GTK_TYPE_WIDGET)

typedef struct
{
  const char *icon;
  const char *words; /* untranslated */
} Face;

/* In the order of PdSyncState. */
static const Face faces[] = {
  [PD_SYNC_STATE_SIGNED_OUT] = { "avatar-default-symbolic", N_ ("Not signed in") },
  [PD_SYNC_STATE_OFFLINE] = { "network-offline-symbolic", N_ ("Offline") },
  [PD_SYNC_STATE_UP_TO_DATE] = { "object-select-symbolic", N_ ("Up to date") },
  [PD_SYNC_STATE_SYNCING] = { "emblem-synchronizing-symbolic", N_ ("Synchronising…") },
  [PD_SYNC_STATE_WAITING] = { "network-error-symbolic", N_ ("Not reached") },
  [PD_SYNC_STATE_SIGN_IN_EXPIRED] = { "dialog-password-symbolic", N_ ("Sign-in needed") },
  [PD_SYNC_STATE_CERTIFICATE] = { "security-low-symbolic", N_ ("Not trusted") },
  [PD_SYNC_STATE_REFUSED] = { "dialog-error-symbolic", N_ ("Access refused") },
  [PD_SYNC_STATE_REMOVALS] = { "dialog-warning-symbolic", N_ ("Please look") },
};

/* So many records are told one by one; all of them are under Conflicts, and in the lists. */
#define MAX_SHOWN 4

/* (transfer full) (nullable) what has not reached the platform */
static char *
count_text (guint waiting, guint conflicts)
{
  g_autofree char *waiting_text = g_strdup_printf (ngettext ("%u waiting", "%u waiting", waiting), waiting);
  g_autofree char *conflict_text =
      g_strdup_printf (ngettext ("%u conflict", "%u conflicts", conflicts), conflicts);

  if (waiting > 0 && conflicts > 0)
    return g_strdup_printf ("%s · %s", conflict_text, waiting_text);
  if (conflicts > 0)
    return g_steal_pointer (&conflict_text);
  return waiting > 0 ? g_steal_pointer (&waiting_text) : NULL;
}

static char *
times_text (PdSyncService *service)
{
  PdSyncState state = pd_sync_service_get_state (service);
  gint64 last = pd_sync_service_get_last_success (service);
  gint64 next = pd_sync_service_get_next_try (service);
  const char *user = pd_sync_service_get_user (service);
  const char *company = pd_sync_service_get_company (service);
  GString *text = g_string_new (NULL);

  if (user != NULL && company != NULL)
    {
      /* Translators: 1: a person's name, 2: the office's name */
      g_string_append_printf (text, _ ("Signed in as %1$s, %2$s."), user, company);
      g_string_append_c (text, '\n');
    }
  else if (user != NULL)
    {
      g_string_append_printf (text, _ ("Signed in as %s."), user);
      g_string_append_c (text, '\n');
    }
  if (last > 0)
    {
      g_autofree char *time = pd_time_text (last);

      g_string_append_printf (text, _ ("Last success: %s"), time);
    }
  else
    g_string_append (text, _ ("Not synchronised yet."));
  /* Of somebody who is not signed in, works offline, or cannot reach the platform, nothing is looked for. */
  if (state == PD_SYNC_STATE_UP_TO_DATE || state == PD_SYNC_STATE_SYNCING)
    {
      g_string_append_c (text, '\n');
      g_string_append (text, pd_sync_service_get_live (service)
                                 ? _ ("What others change arrives at once.")
                                 : _ ("What others change is looked for at intervals."));
    }
  if (next > pd_now ())
    {
      g_autofree char *time = pd_time_text (next);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Next try: %s"), time);
    }
  return g_string_free (text, FALSE);
}

/* GTK counts Latin letters; a Chinese character is as wide as two. */
static int
count_columns (const char *words)
{
  int columns = 0;

  for (const char *c = words; *c != '\0'; c = g_utf8_next_char (c))
    columns += g_unichar_iswide (g_utf8_get_char (c)) ? 2 : 1;
  return columns;
}

/* Where there is little room, a calm state needs no words; a trouble does, and the numbers are in the popover. */
static char *
narrow_text (PdSyncButton *self, const char *words, gboolean trouble)
{
  guint number = pd_sync_service_get_waiting (self->service) + pd_sync_service_get_conflicts (self->service);

  if (trouble)
    return g_strdup (words);
  return number > 0 ? g_strdup_printf ("%u", number) : NULL;
}

static void
update_face (PdSyncButton *self, PdSyncState state, const char *counts)
{
  const Face *face = &faces[state < G_N_ELEMENTS (faces) ? state : PD_SYNC_STATE_WAITING];
  gboolean conflicts = pd_sync_service_get_conflicts (self->service) > 0;
  PdSyncFailure failure = pd_sync_service_get_failure (self->service);
  gboolean failed = failure != PD_SYNC_FAILURE_NONE &&
                    (state == PD_SYNC_STATE_WAITING || state == PD_SYNC_STATE_UP_TO_DATE);
  gboolean calm = state == PD_SYNC_STATE_UP_TO_DATE && !failed;
  gboolean trouble = !calm && state != PD_SYNC_STATE_SYNCING && state != PD_SYNC_STATE_OFFLINE;
  const char *words = failed ? pd_sync_failure_words (failure) : _ (face->words);
  g_autofree char *label = NULL;
  g_autofree char *narrow = narrow_text (self, words, trouble);

  /* All is well but for what waits: then only that is worth the room. */
  if (counts != NULL && calm)
    label = g_strdup (counts);
  else
    label = counts != NULL ? g_strdup_printf ("%s · %s", words, counts) : g_strdup (words);
  gtk_image_set_from_icon_name (self->icon, conflicts || (failed && state == PD_SYNC_STATE_UP_TO_DATE)
                                                ? "dialog-warning-symbolic"
                                                : face->icon);
  gtk_label_set_text (self->label, self->narrow ? (narrow != NULL ? narrow : "") : label);
  gtk_widget_set_visible (GTK_WIDGET (self->label), !self->narrow || narrow != NULL);
  gtk_label_set_width_chars (self->label, !self->narrow ? 6 : trouble ? count_columns (words) : -1);
  pd_set_tooltip (GTK_WIDGET (self->button), self->narrow ? label : NULL);
  gtk_label_set_text (self->headline, label);
  pd_set_accessible_label (GTK_WIDGET (self->button), label);
}

/** Listing: what waits, read from the store. */
typedef struct
{
  PdSyncSituation situation;
  GPtrArray *list; /* (owned) (nullable) of PdSyncWaiting */
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_pointer (&listing->list, g_ptr_array_unref);
  g_free (listing);
}

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Listing *listing = data;

  listing->list = pd_sync_waiting_list (session, &listing->situation, MAX_SHOWN, error);
  return listing->list != NULL;
}

static void close_cb (PdSyncButton *self);

/* A record that waits: it opens, or, where a person has to decide, the place where one does. */
static GtkWidget *
create_row (PdSyncButton *self, const PdSyncWaiting *waiting)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title = pd_record_name_text (waiting->type, waiting->title);

  gtk_box_append (GTK_BOX (box), pd_layout_text (title, NULL));
  gtk_box_append (GTK_BOX (box), pd_layout_text (waiting->reason, "caption"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  pd_set_accessible_label (button, title);
  pd_set_accessible_description (button, waiting->reason);
  if (waiting->stuck)
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "conflicts");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.place");
    }
  else
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", waiting->type->name,
                                        waiting->record_id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-record");
    }
  g_signal_connect_object (button, "clicked", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  return button;
}

/* The row that had the keyboard went with the list before: without it Escape would not close the popover. */
static void
keep_keyboard (PdSyncButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (gtk_widget_get_mapped (GTK_WIDGET (self->popover)) &&
      (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->popover))))
    gtk_widget_child_focus (GTK_WIDGET (self->popover), GTK_DIR_TAB_FORWARD);
}

static void
show_waiting (PdSyncButton *self, GPtrArray *list)
{
  guint total = pd_sync_service_get_waiting (self->service) + pd_sync_service_get_conflicts (self->service);
  guint shown = list != NULL ? MIN (list->len, MAX_SHOWN) : 0, told = 0;

  pd_layout_empty (GTK_WIDGET (self->waiting));
  for (guint i = 0; i < shown; i++)
    {
      const PdSyncWaiting *waiting = g_ptr_array_index (list, i);

      gtk_box_append (self->waiting, create_row (self, waiting));
      told += waiting->n_changes;
    }
  if (shown > 0 && total > told)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("… and %u more change.", "… and %u more changes.", total - told),
                           total - told);

      gtk_box_append (self->waiting, pd_layout_text (more, "dim-label"));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), shown > 0);
  keep_keyboard (self);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncButton) self = user_data;
  const Listing *listing = pd_store_job_data (result);
  gboolean ok = pd_store_read_finish (PD_STORE (source), result, NULL);

  /* Nobody looks any more, or a newer list is on its way. */
  if (ok && self->service != NULL && self->waiting != NULL)
    show_waiting (self, listing->list);
}

/* Only while somebody looks. */
static void
list_waiting (PdSyncButton *self)
{
  Listing *listing;

  if (self->service == NULL || self->store == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return;
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  listing = g_new0 (Listing, 1);
  pd_sync_service_get_situation (self->service, &listing->situation);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, list_job, listing, listing_free, self->listing,
                       listed_cb, g_object_ref (self));
}

static void
update (PdSyncButton *self)
{
  PdSyncState state = pd_sync_service_get_state (self->service);
  guint conflicts = pd_sync_service_get_conflicts (self->service);
  g_autofree char *counts = count_text (pd_sync_service_get_waiting (self->service), conflicts);
  g_autofree char *times = times_text (self->service);
  const char *message = pd_sync_service_get_message (self->service);
  gboolean signed_out = state == PD_SYNC_STATE_SIGNED_OUT || state == PD_SYNC_STATE_SIGN_IN_EXPIRED ||
                        state == PD_SYNC_STATE_CERTIFICATE || state == PD_SYNC_STATE_REFUSED;

  update_face (self, state, counts);
  gtk_label_set_text (self->details, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->details), message != NULL && *message != '\0');
  gtk_label_set_text (self->times, times);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in), signed_out);
  gtk_widget_set_visible (GTK_WIDGET (self->show_conflicts), conflicts > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->allow), state == PD_SYNC_STATE_REMOVALS);
  gtk_widget_set_visible (GTK_WIDGET (self->sync), !signed_out);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sync), state != PD_SYNC_STATE_SYNCING);
  list_waiting (self);
}

static void
close_cb (PdSyncButton *self)
{
  gtk_menu_button_popdown (self->button);
}

static void
allow_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  PdSyncButton *self = user_data;

  if (g_str_equal (response, "allow") && self->service != NULL)
    pd_sync_service_allow_removals (self->service);
}

/* What is taken away comes back only when the platform has it again: asked once more. */
static void
allow_cb (PdSyncButton *self)
{
  GtkWidget *dialog;

  gtk_menu_button_popdown (self->button);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   _ ("Remove Them Here?"), pd_sync_service_get_message (self->service));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Keep Them"), "allow",
                                    _ ("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "allow", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (allow_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * pd_sync_button_set_service:
 * @self: a button
 * @service: what it speaks of
 * @store: where what waits is kept
 */
void
pd_sync_button_set_service (PdSyncButton *self, PdSyncService *service, PdStore *store)
{
  g_return_if_fail (PD_IS_SYNC_BUTTON (self));
  g_return_if_fail (self->service == NULL);

  self->service = g_object_ref (service);
  self->store = g_object_ref (store);
  g_signal_connect_object (service, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_object_bind_property (service, "offline", self->offline, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  update (self);
}

/**
 * pd_sync_button_set_narrow:
 * @self: a button
 * @narrow: whether there is room for the icon and a number only, or for the words of a trouble
 */
void
pd_sync_button_set_narrow (PdSyncButton *self, gboolean narrow)
{
  g_return_if_fail (PD_IS_SYNC_BUTTON (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  if (self->service != NULL)
    update (self);
}

static void
pd_sync_button_dispose (GObject *object)
{
  PdSyncButton *self = PD_SYNC_BUTTON (object);
  GtkWidget *child;

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_object (&self->service);
  g_clear_object (&self->store);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_sync_button_parent_class)->dispose (object);
}

static void
pd_sync_button_class_init (PdSyncButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_sync_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/piaodan/Piaodan/pd-sync-button.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, button);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, icon);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, label);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, headline);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, details);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, times);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, popover);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, waiting);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, offline);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, sign_in);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, show_conflicts);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, allow);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, sync);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, allow_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_waiting);
}

static void
pd_sync_button_init (PdSyncButton *self)
{
  g_type_ensure (PD_TYPE_COLUMN);
  gtk_widget_init_template (GTK_WIDGET (self));
  pd_layout_expect_text (GTK_WIDGET (self->waiting));
}
