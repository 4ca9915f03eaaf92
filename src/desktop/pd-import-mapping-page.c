/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-import-mapping-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order.h"

/* More columns than a person would go through; the rest is left as it was guessed. */
#define MAX_COLUMNS 120
/* Rows looked at for an example of what a column holds. */
#define EXAMPLE_ROWS 20
#define EXAMPLE_CHARACTERS 60

/* The first step of an import: what each column is, and what orders get that no column gives. */
struct _PdImportMappingPage
{
  GtkWidget parent_instance;

  GtkWidget *page; /* an AdwPreferencesPage */
  AdwPreferencesGroup *defaults;
  PdSheetBook *book;        /* (owned) */
  PdImportMapping *mapping; /* (not owned) the importer's; this page is gone before it is */
  GtkStringList *targets;   /* (owned) "Not imported", then the labels of all targets */
  GPtrArray *drop_downs;    /* (owned) of GtkDropDown (not owned) */
  GPtrArray *default_rows;  /* (owned) of GtkWidget (not owned), shown while no column is its target */
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (PdImportMappingPage, pd_import_mapping_page, GTK_TYPE_WIDGET)

static const char *const default_targets[] = { "order.buyer_name", "order.order_date", "order.invoice_kind",
                                               "order.price_includes_tax", "line.tax_rate" };

static guint
target_position (const char *id)
{
  const PdImportTarget *all;
  guint n_targets;

  all = pd_import_targets (&n_targets);
  for (guint i = 0; id != NULL && i < n_targets; i++)
    if (g_str_equal (all[i].id, id))
      return i + 1;
  return 0;
}

/* Shows what the mapping says now: one column's choice can take another column's away. */
static void
refresh (PdImportMappingPage *self)
{
  gboolean any = FALSE;

  self->refreshing = TRUE;
  for (guint i = 0; i < self->drop_downs->len; i++)
    {
      GtkDropDown *drop_down = g_ptr_array_index (self->drop_downs, i);
      guint sheet = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (drop_down), "pd-sheet"));
      guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (drop_down), "pd-column"));

      gtk_drop_down_set_selected (drop_down, target_position (pd_import_mapping_get_target (self->mapping,
                                                                                            sheet, column)));
    }
  for (guint i = 0; i < self->default_rows->len; i++)
    {
      gboolean wanted = !pd_import_mapping_has_column (self->mapping, default_targets[i]);

      gtk_widget_set_visible (g_ptr_array_index (self->default_rows, i), wanted);
      any = any || wanted;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->defaults), any);
  self->refreshing = FALSE;
}

static void
target_selected_cb (GtkDropDown *drop_down, GParamSpec *pspec, gpointer user_data)
{
  PdImportMappingPage *self = user_data;
  guint sheet = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (drop_down), "pd-sheet"));
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (drop_down), "pd-column"));
  guint selected = gtk_drop_down_get_selected (drop_down);
  guint n_targets;
  const PdImportTarget *all = pd_import_targets (&n_targets);
  g_autoptr (GError) error = NULL;

  if (self->refreshing || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (!pd_import_mapping_set_target (self->mapping, sheet, column, selected > 0 ? all[selected - 1].id : NULL,
                                     &error))
    g_warning ("Column not mapped: %s", error->message);
  refresh (self);
}

/* --- columns */

static char *
example_of (PdImportMappingPage *self, guint sheet, guint column)
{
  PdSheet *table = pd_sheet_book_get_sheet (self->book, sheet);
  guint first = (guint) (pd_import_mapping_get_heading_row (self->mapping, sheet) + 1);
  guint last = MIN (pd_sheet_get_n_rows (table), first + EXAMPLE_ROWS);

  for (guint row = first; row < last; row++)
    {
      const char *text = pd_sheet_get_cell (table, row, column);

      if (text != NULL && *text != '\0')
        {
          g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n\t", ' ');
          g_autofree char *part =
              g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), EXAMPLE_CHARACTERS));

          return g_strdup_printf (_ ("For example: %s"), part);
        }
    }
  return g_strdup (_ ("Empty"));
}

static GtkWidget *
create_drop_down (PdImportMappingPage *self, guint sheet, guint column, const char *heading)
{
  GtkWidget *drop_down = pd_drop_down_new (g_object_ref (G_LIST_MODEL (self->targets)));
  g_autofree char *label = g_strdup_printf (_ ("What column “%s” is"), heading);

  pd_drop_down_set_width_chars (GTK_DROP_DOWN (drop_down), 22);
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (drop_down), "pd-sheet", GUINT_TO_POINTER (sheet));
  g_object_set_data (G_OBJECT (drop_down), "pd-column", GUINT_TO_POINTER (column));
  pd_set_accessible_label (drop_down, label);
  g_ptr_array_add (self->drop_downs, drop_down);
  return drop_down;
}

static void
add_column (PdImportMappingPage *self, AdwPreferencesGroup *group, guint sheet, guint column)
{
  const char *heading = pd_import_mapping_get_heading (self->mapping, sheet, column);
  g_autofree char *letter = pd_sheet_column_label (column);
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  g_autofree char *example = example_of (self, sheet, column);
  g_autofree char *subtitle = g_markup_escape_text (example, -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *drop_down;

  name = heading != NULL && *heading != '\0' ? g_strdelimit (g_strdup (heading), "\r\n", ' ')
                                             : g_strdup_printf (_ ("Column %s"), letter);
  title = g_markup_escape_text (name, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  drop_down = create_drop_down (self, sheet, column, name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop_down);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), drop_down);
  adw_preferences_group_add (group, row);
}

static gboolean
column_is_worth_showing (PdImportMappingPage *self, guint sheet, guint column)
{
  PdSheet *table = pd_sheet_book_get_sheet (self->book, sheet);
  const char *heading = pd_import_mapping_get_heading (self->mapping, sheet, column);
  guint first = (guint) (pd_import_mapping_get_heading_row (self->mapping, sheet) + 1);

  if (heading != NULL && *heading != '\0')
    return TRUE;
  for (guint row = first; row < MIN (pd_sheet_get_n_rows (table), first + EXAMPLE_ROWS); row++)
    {
      const char *text = pd_sheet_get_cell (table, row, column);

      if (text != NULL && *text != '\0')
        return TRUE;
    }
  return FALSE;
}

static void
sheet_used_cb (GtkSwitch *control, GParamSpec *pspec, gpointer user_data)
{
  PdImportMappingPage *self = user_data;
  guint sheet = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (control), "pd-sheet"));

  pd_import_mapping_set_sheet_used (self->mapping, sheet, gtk_switch_get_active (control));
  refresh (self);
}

static void
add_sheet (PdImportMappingPage *self, guint sheet, gboolean alone)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  guint n_columns = pd_import_mapping_get_n_columns (self->mapping, sheet);
  g_autofree char *title = g_markup_escape_text (pd_import_mapping_get_sheet_name (self->mapping, sheet), -1);
  guint n_shown = 0;

  adw_preferences_group_set_title (group, alone ? _ ("Columns") : title);
  if (alone)
    adw_preferences_group_set_description (
        group, _ ("The meaning of each column was guessed from its heading. Change what is wrong."));
  else
    {
      GtkWidget *control = gtk_switch_new ();
      g_autofree char *label =
          g_strdup_printf (_ ("Import sheet “%s”"), pd_import_mapping_get_sheet_name (self->mapping, sheet));

      gtk_switch_set_active (GTK_SWITCH (control), pd_import_mapping_get_sheet_used (self->mapping, sheet));
      gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
      g_object_set_data (G_OBJECT (control), "pd-sheet", GUINT_TO_POINTER (sheet));
      pd_set_tooltip (control, label);
      g_signal_connect (control, "notify::active", G_CALLBACK (sheet_used_cb), self);
      adw_preferences_group_set_header_suffix (group, control);
    }
  for (guint column = 0; column < n_columns && n_shown < MAX_COLUMNS; column++)
    if (column_is_worth_showing (self, sheet, column))
      {
        add_column (self, group, sheet, column);
        n_shown++;
      }
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), group);
}

/* --- what no column gives */

static const PdField *
target_field (const PdImportTarget *target)
{
  const PdRecordType *type = target->scope == PD_IMPORT_SCOPE_LINE ? &pd_order_line_type : &pd_order_type;

  return &type->fields[target->field];
}

/* A value that the field does not take is told at once, by the table's own rule. */
static gboolean
is_value (const PdImportTarget *target, const char *text, GError **error)
{
  const PdRecordType *type = target->scope == PD_IMPORT_SCOPE_LINE ? &pd_order_line_type : &pd_order_type;
  g_autoptr (PdRecord) record = pd_record_new (type, "00000000-0000-7000-8000-000000000000");

  return *text == '\0' || pd_record_set_from_text (record, (guint) target->field, text, error);
}

static void
default_changed_cb (GtkEditable *editable, gpointer user_data)
{
  PdImportMappingPage *self = user_data;
  const PdImportTarget *target = g_object_get_data (G_OBJECT (editable), "pd-target");
  const char *text = gtk_editable_get_text (editable);
  g_autoptr (GError) error = NULL;

  if (is_value (target, text, &error) &&
      pd_import_mapping_set_default (self->mapping, target->id, text, &error))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (editable), "error");
      pd_set_tooltip (GTK_WIDGET (editable), NULL);
      gtk_accessible_update_state (GTK_ACCESSIBLE (editable), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_FALSE, -1);
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (editable), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (editable), error->message);
  pd_set_accessible_description (GTK_WIDGET (editable), error->message);
  gtk_accessible_update_state (GTK_ACCESSIBLE (editable), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static GtkWidget *
create_entry_row (PdImportMappingPage *self, const PdImportTarget *target)
{
  GtkWidget *row = adw_entry_row_new ();
  const char *text = pd_import_mapping_get_default (self->mapping, target->id);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (target->label));
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  g_object_set_data (G_OBJECT (row), "pd-target", (gpointer) target);
  g_signal_connect (row, "changed", G_CALLBACK (default_changed_cb), self);
  return row;
}

static void
choice_selected_cb (GtkDropDown *drop_down, GParamSpec *pspec, gpointer user_data)
{
  PdImportMappingPage *self = user_data;
  const PdImportTarget *target = g_object_get_data (G_OBJECT (drop_down), "pd-target");
  const PdField *field = target_field (target);
  guint selected = gtk_drop_down_get_selected (drop_down);
  const char *value =
      field->kind == PD_KIND_FLAG ? (selected == 0 ? "1" : "0") : field->choices[selected].value;
  g_autoptr (GError) error = NULL;

  if (!pd_import_mapping_set_default (self->mapping, target->id, value, &error))
    g_warning ("Default not set: %s", error->message);
}

static GtkWidget *
create_choice_row (PdImportMappingPage *self, const PdImportTarget *target)
{
  const PdField *field = target_field (target);
  const char *text = pd_import_mapping_get_default (self->mapping, target->id);
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *drop_down;
  guint selected = 0;

  if (field->kind == PD_KIND_FLAG)
    {
      gtk_string_list_append (labels, _ ("Yes"));
      gtk_string_list_append (labels, _ ("No"));
      selected = g_strcmp0 (text, "0") == 0 ? 1 : 0;
    }
  for (guint i = 0; field->choices != NULL && field->choices[i].value != NULL; i++)
    {
      gtk_string_list_append (labels, _ (field->choices[i].label));
      if (g_strcmp0 (text, field->choices[i].value) == 0)
        selected = i;
    }
  drop_down = pd_drop_down_new (G_LIST_MODEL (labels));
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  g_object_set_data (G_OBJECT (drop_down), "pd-target", (gpointer) target);
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (choice_selected_cb), self);
  pd_set_accessible_label (drop_down, _ (target->label));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (target->label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop_down);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), drop_down);
  return row;
}

static void
add_defaults (PdImportMappingPage *self)
{
  AdwPreferencesGroup *group = self->defaults = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _ ("Values That No Column Has"));
  adw_preferences_group_set_description (group, _ ("Every order of this file gets these."));
  for (guint i = 0; i < G_N_ELEMENTS (default_targets); i++)
    {
      const PdImportTarget *target = pd_import_target_find (default_targets[i]);
      PdFieldKind kind = target_field (target)->kind;
      GtkWidget *row = kind == PD_KIND_CHOICE || kind == PD_KIND_FLAG ? create_choice_row (self, target)
                                                                      : create_entry_row (self, target);

      adw_preferences_group_add (group, row);
      g_ptr_array_add (self->default_rows, row);
    }
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), group);
}

/* --- how rows become orders */

static void
source_changed_cb (GtkEditable *editable, gpointer user_data)
{
  PdImportMappingPage *self = user_data;

  pd_import_mapping_set_source (self->mapping, gtk_editable_get_text (editable));
}

static void
option_cb (GtkSwitch *control, GParamSpec *pspec, gpointer user_data)
{
  PdImportMappingPage *self = user_data;
  void (*set) (PdImportMapping *, gboolean) = g_object_get_data (G_OBJECT (control), "pd-set");

  set (self->mapping, gtk_switch_get_active (control));
}

static void
add_option (PdImportMappingPage *self,
            AdwPreferencesGroup *group,
            const char *title,
            const char *subtitle,
            gboolean active,
            void (*set) (PdImportMapping *, gboolean))
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *control = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_switch_set_active (GTK_SWITCH (control), active);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  pd_set_accessible_label (control, title);
  g_object_set_data (G_OBJECT (control), "pd-set", set);
  g_signal_connect (control, "notify::active", G_CALLBACK (option_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  adw_preferences_group_add (group, row);
}

static void
add_options (PdImportMappingPage *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *source = adw_entry_row_new ();

  adw_preferences_group_set_title (group, _ ("How Rows Become Orders"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (source),
                                 _ ("Shop or program that numbers these orders"));
  gtk_editable_set_text (GTK_EDITABLE (source), pd_import_mapping_get_source (self->mapping));
  gtk_widget_set_tooltip_text (source, NULL);
  g_signal_connect (source, "changed", G_CALLBACK (source_changed_cb), self);
  adw_preferences_group_add (group, source);
  add_option (self, group, _ ("A row without a number belongs to the order above it"),
              _ ("Otherwise such a row is wrong."), pd_import_mapping_get_fill_down (self->mapping),
              pd_import_mapping_set_fill_down);
  add_option (self, group, _ ("One number with several buyers makes several orders"),
              _ ("Otherwise such an order is refused, as nobody knows whom to invoice."),
              pd_import_mapping_get_split_by_buyer (self->mapping), pd_import_mapping_set_split_by_buyer);
  add_option (self, group, _ ("Import orders with doubtful values"),
              _ ("For example a tax number whose check character is wrong. You can correct them afterwards."),
              pd_import_mapping_get_accept_overridable (self->mapping),
              pd_import_mapping_set_accept_overridable);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), group);
}

/* --- the widget */

static void
pd_import_mapping_page_dispose (GObject *object)
{
  PdImportMappingPage *self = PD_IMPORT_MAPPING_PAGE (object);

  g_clear_pointer (&self->page, gtk_widget_unparent);
  g_clear_object (&self->targets);
  g_clear_pointer (&self->book, pd_sheet_book_unref);
  G_OBJECT_CLASS (pd_import_mapping_page_parent_class)->dispose (object);
}

static void
pd_import_mapping_page_finalize (GObject *object)
{
  PdImportMappingPage *self = PD_IMPORT_MAPPING_PAGE (object);

  g_ptr_array_unref (self->drop_downs);
  g_ptr_array_unref (self->default_rows);
  G_OBJECT_CLASS (pd_import_mapping_page_parent_class)->finalize (object);
}

static void
pd_import_mapping_page_class_init (PdImportMappingPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_import_mapping_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_import_mapping_page_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_import_mapping_page_init (PdImportMappingPage *self)
{
  const PdImportTarget *all;
  guint n_targets;

  self->drop_downs = g_ptr_array_new ();
  self->default_rows = g_ptr_array_new ();
  self->targets = gtk_string_list_new (NULL);
  gtk_string_list_append (self->targets, _ ("Not imported"));
  all = pd_import_targets (&n_targets);
  for (guint i = 0; i < n_targets; i++)
    gtk_string_list_append (self->targets, _ (all[i].label));
  self->page = adw_preferences_page_new ();
  gtk_widget_set_parent (self->page, GTK_WIDGET (self));
}

/**
 * pd_import_mapping_page_new:
 * @book: the file
 * @mapping: (transfer none): as it was guessed; the person's choices go into it. It must outlive the page.
 *
 * Returns: (transfer floating): a page to check and change what the columns are
 */
GtkWidget *
pd_import_mapping_page_new (PdSheetBook *book, PdImportMapping *mapping)
{
  PdImportMappingPage *self = g_object_new (PD_TYPE_IMPORT_MAPPING_PAGE, NULL);
  guint n_sheets = pd_import_mapping_get_n_sheets (mapping);
  guint n_shown = 0;

  self->book = pd_sheet_book_ref (book);
  self->mapping = mapping;
  for (guint sheet = 0; sheet < n_sheets; sheet++)
    n_shown += pd_import_mapping_get_heading_row (mapping, sheet) >= 0;
  add_defaults (self);
  for (guint sheet = 0; sheet < n_sheets; sheet++)
    if (pd_import_mapping_get_heading_row (mapping, sheet) >= 0)
      add_sheet (self, sheet, n_shown == 1);
  add_options (self);
  refresh (self);
  for (guint i = 0; i < self->drop_downs->len; i++)
    g_signal_connect (g_ptr_array_index (self->drop_downs, i), "notify::selected",
                      G_CALLBACK (target_selected_cb), self);
  return GTK_WIDGET (self);
}
