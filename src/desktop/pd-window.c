/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-conflict-place.h"
#include "desktop/pd-bin-place.h"
#include "desktop/pd-due-place.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-queue-place.h"
#include "desktop/pd-reconcile-place.h"
#include "desktop/pd-rule-place.h"
#include "desktop/pd-stock-place.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-party.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (PdWindow, pd_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- the sidebar */

static void
add_place (PdWindow *self, const char *name, const char *icon, const char *title, GtkWidget *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "place", (gpointer) name);
  pd_set_accessible_label (row, title);
  gtk_stack_add_titled (self->places, page, name, title);
  gtk_list_box_append (self->sidebar, row);
}

static GtkListBoxRow *
find_row (PdWindow *self, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->sidebar, i)) != NULL; i++)
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "place"), name) == 0)
      return row;
  return NULL;
}

static void
update_header (PdWindow *self)
{
  PdRecordPage *page = pd_window_get_page (self);
  const PdPlace *place = page != NULL ? pd_record_page_get_place (page) : NULL;
  const char *name = gtk_stack_get_visible_child_name (self->places);
  GtkStackPage *stack_page;

  if (name == NULL)
    return;
  stack_page = gtk_stack_get_page (self->places, gtk_stack_get_visible_child (self->places));
  adw_window_title_set_title (self->title, gtk_stack_page_get_title (stack_page));
  gtk_widget_set_visible (GTK_WIDGET (self->new_button), place != NULL && place->new_label != NULL);
  /* Where it is narrow, the state of sync is worth the room more: Import is in the menu, too. */
  gtk_widget_set_visible (GTK_WIDGET (self->import_button),
                          g_str_equal (name, "orders") && !pd_record_page_is_folded (page));
  gtk_widget_set_visible (GTK_WIDGET (self->views), g_str_equal (name, "orders"));
  gtk_widget_set_visible (GTK_WIDGET (self->verify_button),
                          g_str_equal (name, "invoices") && !pd_record_page_is_folded (page));
  if (place != NULL && place->new_label != NULL)
    {
      g_autofree char *action = g_strdup_printf ("win.new-%s", place->type->name);

      adw_button_content_set_label (self->new_content, _ (place->new_label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->new_button), action);
    }
}

static void
place_selected_cb (PdWindow *self, GtkListBoxRow *row)
{
  const char *name;

  if (row == NULL)
    return;
  name = g_object_get_data (G_OBJECT (row), "place");
  gtk_stack_set_visible_child_name (self->places, name);
  g_settings_set_string (self->settings, "place", name);
  update_header (self);
  pd_window_update_actions (self);
}

static void
place_activated_cb (PdWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->places));
}

static void
show_sidebar_cb (PdWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->sidebar)));
}

/* In a narrower window the state of sync is told in few words: more would be cut off. */
#define WORDS_WIDTH 960

static void
show_folded (PdWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (GTK_WIDGET (self->show_sidebar), folded);
  adw_header_bar_set_show_end_title_buttons (self->sidebar_header, folded);
  adw_header_bar_set_show_start_title_buttons (self->header, folded);
  pd_sync_button_set_narrow (self->sync_button, folded || self->width < WORDS_WIDTH);
  pd_bureau_button_set_narrow (self->bureau_button, folded || self->width < WORDS_WIDTH);
}

static gboolean
fold_cb (gpointer user_data)
{
  PdWindow *self = user_data;

  self->fold_source = 0;
  show_folded (self);
  return G_SOURCE_REMOVE;
}

/* The leaflet folds in the middle of an allocation, when no widget may come or go. */
static void
folded_cb (PdWindow *self)
{
  if (self->fold_source == 0)
    self->fold_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fold_cb, self, NULL);
}

static void
page_changed_cb (PdWindow *self)
{
  update_header (self);
  pd_window_update_actions (self);
}

/**
 * pd_window_show_place:
 * @self: a window
 * @name: a place's name; one that does not exist is ignored
 */
void
pd_window_show_place (PdWindow *self, const char *name)
{
  GtkListBoxRow *row;

  g_return_if_fail (PD_IS_WINDOW (self));

  row = find_row (self, name);
  if (row == NULL)
    return;
  gtk_list_box_select_row (self->sidebar, row);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

/**
 * pd_window_show_record:
 * @self: a window
 * @type: a type of record
 * @record_id: a record's id
 *
 * Goes to the record's place and shows it there.
 */
void
pd_window_show_record (PdWindow *self, const PdRecordType *type, const char *record_id)
{
  const PdPlace *place = pd_place_for_type (type);

  g_return_if_fail (PD_IS_WINDOW (self));

  if (place == NULL || self->store == NULL)
    return;
  pd_window_show_place (self, place->name);
  pd_record_page_show_record (pd_window_get_page (self), record_id);
}

/**
 * pd_window_get_page:
 * @self: a window
 *
 * Returns: (nullable) (transfer none): the list on screen, %NULL where the place lists no records
 */
PdRecordPage *
pd_window_get_page (PdWindow *self)
{
  GtkWidget *page;

  g_return_val_if_fail (PD_IS_WINDOW (self), NULL);

  page = gtk_stack_get_visible_child (self->places);
  return page != NULL && PD_IS_RECORD_PAGE (page) ? PD_RECORD_PAGE (page) : NULL;
}

/* How many records of the type are selected in the list on screen. */
guint
pd_window_count_selected (PdWindow *self, const PdRecordType *type)
{
  PdRecordPage *page = pd_window_get_page (self);

  return page != NULL && pd_record_page_get_place (page)->type == type &&
                 g_str_equal (pd_record_page_get_mode (page), PD_RECORD_PAGE_LIST)
             ? pd_record_list_get_n_selected (pd_record_page_get_list (page))
             : 0;
}

/**
 * pd_window_add_toast:
 * @self: a window
 * @text: a translated sentence
 *
 * Returns: (transfer none): the toast, to give it a button or more time
 */
AdwToast *
pd_window_add_toast (PdWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_overlay_add_toast (self->toasts, toast);
  return toast;
}

/* --- the cache */

/* Signed in as somebody else: other things are allowed. */

static void
stock_account_changed_cb (PdSyncService *service, GParamSpec *property, gpointer user_data)
{
  pd_stock_place_set_role (PD_STOCK_PLACE (user_data), pd_sync_service_get_role (service));
}

static void
rule_account_changed_cb (PdSyncService *service, GParamSpec *property, gpointer user_data)
{
  pd_rule_place_set_role (PD_RULE_PLACE (user_data), pd_sync_service_get_role (service));
}

static void
add_rules (PdWindow *self)
{
  GtkWidget *rules = pd_rule_place_new (self->store);

  g_signal_connect_object (self->service, "notify::user", G_CALLBACK (rule_account_changed_cb), rules, 0);
  rule_account_changed_cb (self->service, NULL, rules);
  add_place (self, "rules", "system-run-symbolic", _ ("Assignment rules"), rules);
}

static void
add_stock (PdWindow *self)
{
  GtkWidget *stock = pd_stock_place_new (self->store);

  g_signal_connect_object (self->service, "notify::user", G_CALLBACK (stock_account_changed_cb), stock, 0);
  stock_account_changed_cb (self->service, NULL, stock);
  add_place (self, "stock", "view-grid-symbolic", _ ("Stock"), stock);
}

/* How many are overdue stands beside the name of the place. */
static void
counted_cb (PdDuePlace *due, gpointer user_data)
{
  GtkWidget *row = user_data;
  guint n = pd_due_place_get_overdue (due);
  GtkLabel *badge = g_object_get_data (G_OBJECT (row), "badge");
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *name =
      n > 0 ? g_strdup_printf (ngettext ("Deadlines, %u overdue", "Deadlines, %u overdue", n), n)
            : g_strdup (_ ("Deadlines"));

  gtk_label_set_text (badge, number);
  gtk_widget_set_visible (GTK_WIDGET (badge), n > 0);
  pd_set_accessible_label (row, name);
}

static void
due_account_changed_cb (PdSyncService *service, GParamSpec *property, gpointer user_data)
{
  pd_due_place_set_user (PD_DUE_PLACE (user_data), pd_sync_service_get_user (service));
  pd_due_place_set_role (PD_DUE_PLACE (user_data), pd_sync_service_get_role (service));
}

static void
add_due (PdWindow *self)
{
  GtkWidget *due = pd_due_place_new (self->store);
  GtkWidget *badge = gtk_label_new (NULL);
  GtkListBoxRow *row;

  add_place (self, "due", "alarm-symbolic", _ ("Deadlines"), due);
  row = find_row (self, "due");
  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_set_hexpand (badge, TRUE);
  gtk_widget_set_halign (badge, GTK_ALIGN_END);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (badge, FALSE);
  gtk_box_append (GTK_BOX (gtk_list_box_row_get_child (row)), badge);
  g_object_set_data (G_OBJECT (row), "badge", badge);
  g_signal_connect_object (due, "counted", G_CALLBACK (counted_cb), row, 0);
  g_signal_connect_object (self->service, "notify::user", G_CALLBACK (due_account_changed_cb), due, 0);
  due_account_changed_cb (self->service, NULL, due);
}

static void
bin_account_changed_cb (PdSyncService *service, GParamSpec *property, gpointer user_data)
{
  pd_bin_place_set_role (PD_BIN_PLACE (user_data), pd_sync_service_get_role (service));
}

static void
add_bin (PdWindow *self)
{
  GtkWidget *bin = pd_bin_place_new (self->store);

  g_signal_connect_object (self->service, "notify::user", G_CALLBACK (bin_account_changed_cb), bin, 0);
  bin_account_changed_cb (self->service, NULL, bin);
  add_place (self, "bin", "user-trash-symbolic", _ ("Bin"), bin);
}

static void
account_changed_cb (PdSyncService *service, GParamSpec *property, gpointer user_data)
{
  pd_record_view_set_role (PD_RECORD_VIEW (user_data), pd_sync_service_get_role (service));
}

/**
 * pd_window_set_store:
 * @self: a window
 * @store: the cache, open
 * @service: the synchronisation of @store
 *
 * Fills the window; before, it says that it is opening.
 */
void
pd_window_set_store (PdWindow *self, PdStore *store, PdSyncService *service)
{
  g_autofree char *place = g_settings_get_string (self->settings, "place");

  g_return_if_fail (PD_IS_WINDOW (self));
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
  self->service = g_object_ref (service);
  self->bureau = pd_bureau_model_new (store);
  g_signal_connect_object (self->bureau, "changed", G_CALLBACK (pd_window_update_actions), self,
                           G_CONNECT_SWAPPED);
  pd_bureau_button_set_model (self->bureau_button, self->bureau);
  for (const PdPlace *const *p = pd_places (); *p != NULL; p++)
    {
      GtkWidget *page = pd_record_page_new (*p, store);
      PdRecordView *view = pd_record_page_get_view (PD_RECORD_PAGE (page));

      pd_record_view_set_blobs (view, pd_sync_service_get_blobs (service));
      g_signal_connect_object (service, "notify::user", G_CALLBACK (account_changed_cb), view, 0);
      account_changed_cb (service, NULL, view);
      pd_window_add_views (self, PD_RECORD_PAGE (page));
      add_place (self, (*p)->name, (*p)->icon, _ ((*p)->title), page);
      g_signal_connect_swapped (page, "record-changed", G_CALLBACK (page_changed_cb), self);
      if ((*p)->type == &pd_good_type)
        add_stock (self);
    }
  add_due (self);
  add_place (self, "conflicts", "dialog-warning-symbolic", _ ("Conflicts"), pd_conflict_place_new (store));
  add_place (self, "reconcile", "edit-find-symbolic", _ ("Reconcile"),
             pd_reconcile_place_new (store, service));
  add_place (self, "queue", "document-send-symbolic", _ ("Queue"),
             pd_queue_place_new (store, service, self->bureau));
  add_rules (self);
  add_bin (self);
  pd_sync_button_set_service (self->sync_button, service, store);
  g_signal_connect_object (service, "notify::user", G_CALLBACK (pd_window_update_actions), self,
                           G_CONNECT_SWAPPED);
  gtk_spinner_set_spinning (self->opening_spinner, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "main");
  pd_window_show_place (self, find_row (self, place) != NULL ? place : "orders");
  pd_window_update_actions (self);
  pd_window_watch (self);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->places));
}

/**
 * pd_window_get_store:
 * @self: a window
 *
 * Returns: (nullable) (transfer none): the cache, %NULL until it is open
 */
PdStore *
pd_window_get_store (PdWindow *self)
{
  g_return_val_if_fail (PD_IS_WINDOW (self), NULL);

  return self->store;
}

/**
 * pd_window_get_service:
 * @self: a window
 *
 * Returns: (nullable) (transfer none): the synchronisation, %NULL until the cache is open
 */
PdSyncService *
pd_window_get_service (PdWindow *self)
{
  g_return_val_if_fail (PD_IS_WINDOW (self), NULL);

  return self->service;
}

static const char *
trouble_title (const GError *error)
{
  if (error->domain != PD_STORE_ERROR)
    return _ ("The Data Could Not Be Opened");
  switch ((PdStoreError) error->code)
    {
    case PD_STORE_ERROR_NEWER_SCHEMA:
      return _ ("A Newer Version Is Needed");
    case PD_STORE_ERROR_DAMAGED:
      return _ ("The Data Is Damaged");
    case PD_STORE_ERROR_NOT_A_DATABASE:
      return _ ("This Is Not Piaodan Data");
    case PD_STORE_ERROR_READ_ONLY:
      return _ ("The Data Cannot Be Written");
    case PD_STORE_ERROR_FULL:
      return _ ("The Disk Is Full");
    case PD_STORE_ERROR_BUSY:
      return _ ("The Data Is in Use");
    case PD_STORE_ERROR_NOT_FOUND:
    case PD_STORE_ERROR_IO:
    case PD_STORE_ERROR_INVALID:
    case PD_STORE_ERROR_FROZEN:
    case PD_STORE_ERROR_NOT_ALLOWED:
    case PD_STORE_ERROR_STALE:
    case PD_STORE_ERROR_BUG:
    default:
      return _ ("The Data Could Not Be Opened");
    }
}

/**
 * pd_window_show_trouble:
 * @self: a window
 * @error: why the cache could not be opened
 * @path: where it is
 */
void
pd_window_show_trouble (PdWindow *self, const GError *error, const char *path)
{
  g_autofree char *message = g_markup_escape_text (error->message, -1);

  g_return_if_fail (PD_IS_WINDOW (self));

  adw_status_page_set_title (self->trouble, trouble_title (error));
  adw_status_page_set_description (self->trouble, message);
  gtk_label_set_text (self->trouble_path, path);
  /* Most sentences name the file themselves. */
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_path), strstr (error->message, path) == NULL);
  gtk_spinner_set_spinning (self->opening_spinner, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "trouble");
}

/* --- life */

static void
save_size (PdWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  if (width >= 360 && height >= 294)
    {
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
    }
}

static gboolean
pd_window_close_request (GtkWindow *window)
{
  PdWindow *self = PD_WINDOW (window);

  save_size (self);
  if (!pd_window_may_close (self))
    return TRUE;
  return GTK_WINDOW_CLASS (pd_window_parent_class)->close_request (window);
}

static void
pd_window_dispose (GObject *object)
{
  PdWindow *self = PD_WINDOW (object);

  self->editor = NULL;
  g_clear_pointer (&self->watch, pd_watch_folder_free);
  g_clear_pointer (&self->removed_line, pd_record_unref);
  g_clear_handle_id (&self->awaiting_source, g_source_remove);
  g_clear_handle_id (&self->fold_source, g_source_remove);
  g_clear_pointer (&self->awaited, g_hash_table_unref);
  g_clear_object (&self->bureau);
  g_clear_object (&self->service);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (pd_window_parent_class)->dispose (object);
}

static void
pd_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PdWindow *self = PD_WINDOW (widget);
  gboolean crossed = (self->width < WORDS_WIDTH) != (width < WORDS_WIDTH);

  GTK_WIDGET_CLASS (pd_window_parent_class)->size_allocate (widget, width, height, baseline);
  self->width = width;
  if (crossed)
    folded_cb (self);
}

static void
pd_window_class_init (PdWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->size_allocate = pd_window_size_allocate;
  G_OBJECT_CLASS (klass)->dispose = pd_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = pd_window_close_request;

  g_type_ensure (PD_TYPE_SYNC_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/piaodan/Piaodan/pd-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PdWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, trouble_path);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, opening_spinner);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, sidebar_header);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, header);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, title);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, show_sidebar);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, new_content);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, import_button);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, views);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, verify_button);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, sync_button);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, bureau_button);
  gtk_widget_class_bind_template_child (widget_class, PdWindow, places);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_sidebar_cb);
}

static void
pd_window_init (PdWindow *self)
{
  self->settings = g_settings_new ("org.piaodan.Piaodan");
  gtk_widget_init_template (GTK_WIDGET (self));
  pd_set_tooltip (GTK_WIDGET (self->show_sidebar), _ ("All places"));
  pd_set_tooltip (GTK_WIDGET (self->menu_button), _ ("Main menu"));
  pd_set_accessible_description (GTK_WIDGET (self->verify_button),
                                 _ ("Ask the tax bureau whether an invoice is genuine"));
  pd_set_accessible_label (GTK_WIDGET (self->sidebar), _ ("Places"));
  pd_focus_selected_row (self->sidebar);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  show_folded (self);
  pd_window_install_actions (self);
}

/**
 * pd_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window that waits for the cache
 */
PdWindow *
pd_window_new (AdwApplication *application)
{
  return g_object_new (PD_TYPE_WINDOW, "application", application, NULL);
}
