/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-queue-place.h"

#include "desktop/pd-bureau-text.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-queue-rows.h"
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Times go by, in seconds. */
#define EVERY 20

/* What is usual changes slowly. */
#define TIMES_VALID G_TIME_SPAN_MINUTE

struct _PdQueuePlace
{
  GtkWidget parent_instance;

  GtkWidget *stack;
  GtkWidget *notice; /* a box: what holds everything up */
  GtkWidget *notice_text;
  GtkWidget *sign_in;
  GtkWidget *sections; /* a box */
  GtkWidget *quota;

  PdSyncService *service; /* (owned) (nullable) */
  PdBureauModel *bureau;  /* (owned) */
  PdInvoiceTimes *times;  /* (owned) (nullable) */
  gint64 times_at;
  PdLook *look; /* (owned) (nullable) */
  guint every_source;
};

G_DEFINE_FINAL_TYPE (PdQueuePlace, pd_queue_place, GTK_TYPE_WIDGET)

/* --- what is shown */

static GtkWidget *
find_row (GtkWidget *widget, const char *id)
{
  if (g_strcmp0 (pd_queue_row_get_id (widget), id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, id);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The id of the record on whose row the keyboard is. */
static char *
focused_id (PdQueuePlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->sections))
    return NULL;
  return g_strdup (pd_queue_row_get_id (focus));
}

static void
show_queue (PdQueuePlace *self, const PdStoreQueue *queue)
{
  g_autofree char *id = focused_id (self);
  PdSyncSituation situation = { 0 };
  GtkWidget *row;

  if (self->service != NULL)
    pd_sync_service_get_situation (self->service, &situation);
  pd_layout_empty (self->sections);
  for (PdStoreQueuePlace place = PD_STORE_QUEUE_HERE; place <= PD_STORE_QUEUE_OPEN; place++)
    {
      GtkWidget *section = pd_queue_section_new (queue, place, &situation);

      if (section != NULL)
        gtk_box_append (GTK_BOX (self->sections), section);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), queue->entries->len > 0 ? "queue" : "empty");
  row = id != NULL ? find_row (self->sections, id) : NULL;
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

static void
show_bureau (PdQueuePlace *self)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->bureau);
  const char *session = pd_bureau_model_get_session (self->bureau);
  gboolean held = bureau != NULL && pd_record_get_flag (bureau, PD_BUREAU_HELD);
  gboolean out =
      g_str_equal (session, PD_BUREAU_SESSION_OUT) || g_str_equal (session, PD_BUREAU_SESSION_CODE);
  const char *reason = bureau != NULL ? pd_reason_text (pd_record_get_text (bureau, PD_BUREAU_REASON)) : NULL;
  guint n = pd_bureau_model_get_n_waiting (self->bureau);
  g_autofree char *quota = pd_quota_text (pd_bureau_model_get_quota (self->bureau));
  g_autofree char *forecast = pd_quota_forecast_text (pd_bureau_model_get_quota (self->bureau));
  g_autofree char *both =
      quota != NULL && forecast != NULL ? g_strdup_printf ("%s\n%s", quota, forecast) : NULL;
  g_autofree char *text = NULL;

  if (held)
    text =
        g_strdup (_ ("Nothing is sent until an administrator has mended the connection and refreshes this."));
  else if (out && n > 0)
    text = g_strdup_printf (ngettext ("Nobody is signed in at the tax bureau; %u invoice waits for it.",
                                      "Nobody is signed in at the tax bureau; %u invoices wait for it.", n),
                            n);
  else if (out)
    text = g_strdup (_ ("Nobody is signed in at the tax bureau; what is issued now will wait for it."));
  if (held && reason != NULL)
    {
      char *whole = g_strdup_printf ("%s\n%s", reason, text);

      g_free (text);
      text = whole;
    }
  gtk_label_set_text (GTK_LABEL (self->notice_text), text != NULL ? text : "");
  gtk_widget_set_visible (self->notice, text != NULL);
  gtk_widget_set_visible (self->sign_in, out && !held);
  gtk_label_set_text (GTK_LABEL (self->quota), both != NULL ? both : quota != NULL ? quota : forecast);
  gtk_widget_set_visible (self->quota, quota != NULL || forecast != NULL);
}

/* --- looking */

/** Look: one reading of the queue. */
typedef struct
{
  PdStoreQueue *queue;   /* (owned) (nullable) */
  PdInvoiceTimes *times; /* (owned) (nullable) */
  gboolean new_times;
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->queue, pd_store_queue_free);
  g_clear_pointer (&look->times, pd_invoice_times_free);
}

/* The times are lent to the look; one that another takes the place of takes them along, and they are read anew. */
static gboolean
look_start (gpointer owner, gpointer data)
{
  PdQueuePlace *self = owner;

  if (pd_now () - self->times_at <= TIMES_VALID)
    ((Look *) data)->times = g_steal_pointer (&self->times);
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  if (look->times == NULL)
    {
      look->times = pd_store_get_invoice_times (session, PD_INVOICE_TIMES_SAMPLE, error);
      look->new_times = TRUE;
    }
  if (look->times != NULL)
    look->queue = pd_store_get_queue (session, look->times, pd_now (), error);
  return look->queue != NULL;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdQueuePlace *self = owner;
  Look *look = data;

  if (look->times != NULL)
    {
      g_clear_pointer (&self->times, pd_invoice_times_free);
      self->times = g_steal_pointer (&look->times);
      if (look->new_times)
        self->times_at = pd_now ();
    }
  if (error == NULL)
    show_queue (self, look->queue);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 300,
                                      .priority = PD_STORE_PRIORITY_EDIT,
                                      .only_seen = TRUE };

static void
look_again_cb (PdQueuePlace *self)
{
  pd_look_again (self->look);
}

static gboolean
every_cb (gpointer user_data)
{
  pd_look_now (PD_QUEUE_PLACE (user_data)->look);
  return G_SOURCE_CONTINUE;
}

/* --- the widget */

static void
pd_queue_place_map (GtkWidget *widget)
{
  PdQueuePlace *self = PD_QUEUE_PLACE (widget);

  GTK_WIDGET_CLASS (pd_queue_place_parent_class)->map (widget);
  pd_look_now (self->look);
  if (self->every_source == 0)
    self->every_source = g_timeout_add_seconds (EVERY, every_cb, self);
}

static void
pd_queue_place_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&PD_QUEUE_PLACE (widget)->every_source, g_source_remove);
  GTK_WIDGET_CLASS (pd_queue_place_parent_class)->unmap (widget);
}

static gboolean
pd_queue_place_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
pd_queue_place_dispose (GObject *object)
{
  PdQueuePlace *self = PD_QUEUE_PLACE (object);

  g_clear_handle_id (&self->every_source, g_source_remove);
  g_clear_pointer (&self->look, pd_look_free);
  if (self->stack != NULL)
    gtk_widget_unparent (gtk_widget_get_first_child (GTK_WIDGET (self)));
  self->stack = NULL;
  g_clear_object (&self->service);
  g_clear_object (&self->bureau);

  G_OBJECT_CLASS (pd_queue_place_parent_class)->dispose (object);
}

static void
pd_queue_place_finalize (GObject *object)
{
  g_clear_pointer (&PD_QUEUE_PLACE (object)->times, pd_invoice_times_free);

  G_OBJECT_CLASS (pd_queue_place_parent_class)->finalize (object);
}

static void
pd_queue_place_class_init (PdQueuePlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_queue_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_queue_place_finalize;
  widget_class->map = pd_queue_place_map;
  widget_class->unmap = pd_queue_place_unmap;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_queue_place_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
create_notice (PdQueuePlace *self)
{
  self->notice = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->notice_text = pd_layout_text (NULL, NULL);
  self->sign_in = gtk_button_new_with_label (_ ("Sign In…"));
  gtk_widget_add_css_class (self->notice, "notice");
  gtk_widget_add_css_class (self->notice, "warning");
  gtk_widget_set_hexpand (self->notice_text, TRUE);
  gtk_widget_set_valign (self->sign_in, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->sign_in), "win.bureau-sign-in");
  gtk_box_append (GTK_BOX (self->notice), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (self->notice), self->notice_text);
  gtk_box_append (GTK_BOX (self->notice), self->sign_in);
  gtk_widget_set_visible (self->notice, FALSE);
  return self->notice;
}

static GtkWidget *
create_empty (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Where the Time Goes…"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "object-select-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nothing Is Waiting"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("Invoices that were asked for stand here until they have their number, also without a network."));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.issuing-times");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static GtkWidget *
create_tools (PdQueuePlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *times = gtk_button_new_with_label (_ ("Where the Time Goes…"));

  self->quota = pd_layout_text (NULL, "dim-label");
  gtk_widget_add_css_class (self->quota, "numeric");
  gtk_widget_set_hexpand (self->quota, TRUE);
  gtk_widget_set_valign (times, GTK_ALIGN_START);
  gtk_widget_set_halign (times, GTK_ALIGN_END);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (times), "win.issuing-times");
  gtk_box_append (GTK_BOX (box), self->quota);
  gtk_box_append (GTK_BOX (box), times);
  return box;
}

static void
pd_queue_place_init (PdQueuePlace *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->sections = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  pd_layout_expect_text (self->sections);
  pd_layout_set_margins (box, 18);
  gtk_box_append (GTK_BOX (box), create_tools (self));
  gtk_box_append (GTK_BOX (box), self->sections);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty (), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "queue");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (outer), create_notice (self));
  gtk_widget_set_margin_top (self->notice, 9);
  gtk_widget_set_margin_start (self->notice, 9);
  gtk_widget_set_margin_end (self->notice, 9);
  gtk_box_append (GTK_BOX (outer), self->stack);
  gtk_widget_set_parent (outer, GTK_WIDGET (self));
}

/**
 * pd_queue_place_new:
 * @store: the cache
 * @service: (nullable): its synchronisation
 * @bureau: how the office stands with the tax bureau
 *
 * Returns: (transfer floating): all that is on its way to an invoice, also without a network
 */
GtkWidget *
pd_queue_place_new (PdStore *store, PdSyncService *service, PdBureauModel *bureau)
{
  PdQueuePlace *self = g_object_new (PD_TYPE_QUEUE_PLACE, NULL);

  self->bureau = g_object_ref (bureau);
  if (service != NULL)
    {
      self->service = g_object_ref (service);
      g_signal_connect_object (service, "notify::state", G_CALLBACK (look_again_cb), self, G_CONNECT_SWAPPED);
    }
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_invoice_type);
  pd_look_watch (self->look, &pd_order_type);
  g_signal_connect_object (bureau, "changed", G_CALLBACK (show_bureau), self, G_CONNECT_SWAPPED);
  show_bureau (self);
  return GTK_WIDGET (self);
}
