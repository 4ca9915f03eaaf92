/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-desk-settings.h"

#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-print-record.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How the desk prints. What was chosen last is kept, and what each printer is off. */

static const guint per_sheets[] = { 1, 2, 4, 0 };

enum
{
  LEFT,
  RIGHT,
  TOP,
  BOTTOM,
  GAP,
  N_LENGTHS
};

enum
{
  CUT_LINES,
  NUMBERS,
  COVER,
  GREY,
  N_SWITCHES
};

struct _PdPrintDeskSettings
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkWidget *printer_row;
  GtkWidget *offset_row;
  GtkWidget *per_sheet_row;
  GtkWidget *paper_row;
  GtkWidget *width_row, *height_row;
  GtkWidget *width, *height; /* spin buttons, mm */
  GtkWidget *orientation_row;
  GtkWidget *scale_row;
  GtkWidget *lengths[N_LENGTHS]; /* spin buttons, mm */
  GtkWidget *switches[N_SWITCHES];
  GtkWidget *copies;
  GtkWidget *trouble;

  GKeyFile *keys;            /* (owned) */
  char *path;                /* (owned) */
  GListStore *printers;      /* (owned) of GtkPrinter; the row shows one line more */
  GtkStringList *names;      /* (owned) by the row */
  char *wanted;              /* (owned) (nullable): the printer of last time, until it is seen */
  PdPrintSettings last_good; /* what fits on paper */
  gboolean setting;          /* the widgets are being set */
  gboolean borrowed;         /* for this desk only: what was chosen before is kept */
  guint save_source;
};

G_DEFINE_FINAL_TYPE (PdPrintDeskSettings, pd_print_desk_settings, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- keeping */

static gboolean
save_cb (gpointer user_data)
{
  PdPrintDeskSettings *self = user_data;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (GError) error = NULL;

  self->save_source = 0;
  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (self->keys, self->path, &error))
    g_message ("The print desk's settings were not kept: %s", error != NULL ? error->message : folder);
  return G_SOURCE_REMOVE;
}

static void
keep (PdPrintDeskSettings *self)
{
  if (!self->borrowed)
    pd_print_settings_to_key_file (&self->last_good, self->keys);
  if (self->save_source == 0)
    self->save_source = g_timeout_add_seconds (1, save_cb, self);
}

/* --- from the widgets */

static guint
selected (GtkWidget *row)
{
  return adw_combo_row_get_selected (ADW_COMBO_ROW (row));
}

static double
points (GtkWidget *spin)
{
  return gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)) * PD_POINTS_PER_MM;
}

static void
read_paper (PdPrintDeskSettings *self, PdImpositionSettings *layout)
{
  guint n;
  const PdPrintPaper *papers = pd_print_papers (&n);
  guint at = selected (self->paper_row);

  layout->paper_width = at < n ? papers[at].width : points (self->width);
  layout->paper_height = at < n ? papers[at].height : points (self->height);
}

static void
read_widgets (PdPrintDeskSettings *self, PdPrintSettings *settings)
{
  PdImpositionSettings *layout = &settings->layout;
  guint per_sheet = selected (self->per_sheet_row);

  pd_print_settings_init (settings);
  read_paper (self, layout);
  layout->per_sheet = per_sheets[MIN (per_sheet, G_N_ELEMENTS (per_sheets) - 1)];
  layout->orientation = (PdImpositionOrientation) selected (self->orientation_row);
  layout->scale = (PdImpositionScale) selected (self->scale_row);
  layout->margin_left = points (self->lengths[LEFT]);
  layout->margin_right = points (self->lengths[RIGHT]);
  layout->margin_top = points (self->lengths[TOP]);
  layout->margin_bottom = points (self->lengths[BOTTOM]);
  layout->gap = points (self->lengths[GAP]);
  settings->cut_lines = gtk_switch_get_active (GTK_SWITCH (self->switches[CUT_LINES]));
  settings->sheet_numbers = gtk_switch_get_active (GTK_SWITCH (self->switches[NUMBERS]));
  settings->cover = gtk_switch_get_active (GTK_SWITCH (self->switches[COVER]));
  settings->grey = gtk_switch_get_active (GTK_SWITCH (self->switches[GREY]));
}

static void
show_own_size (PdPrintDeskSettings *self)
{
  guint n;
  gboolean own;

  pd_print_papers (&n);
  own = selected (self->paper_row) >= n;
  gtk_widget_set_visible (self->width_row, own);
  gtk_widget_set_visible (self->height_row, own);
}

static void
changed_cb (PdPrintDeskSettings *self)
{
  g_autoptr (GError) error = NULL;
  PdPrintSettings settings;

  if (self->setting)
    return;
  show_own_size (self);
  read_widgets (self, &settings);
  if (pd_print_settings_check (&settings, &error))
    {
      self->last_good = settings;
      keep (self);
    }
  pd_layout_say (self->trouble, error != NULL ? error->message : NULL);
  if (error == NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* --- printers */

static void
show_offset (PdPrintDeskSettings *self)
{
  const char *printer = pd_print_desk_settings_get_printer_name (self);
  g_autofree char *text = NULL;
  double x, y;

  pd_print_desk_settings_get_offset (self, &x, &y);
  if (printer == NULL)
    text = g_strdup (_ ("Choose a printer to measure it."));
  else if (x == 0 && y == 0)
    text = g_strdup (_ ("Nothing is moved."));
  else
    text = g_strdup_printf (_ ("%1$+.1f mm to the right, %2$+.1f mm down"), x, y);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->offset_row), text);
  gtk_widget_set_sensitive (self->offset_row, printer != NULL);
}

/* What lies in the printer, when it says so: it is what a person wants, if nothing was chosen. */
static void
show_loaded_paper (PdPrintDeskSettings *self)
{
  GtkPrinter *printer = pd_print_desk_settings_get_printer (self);
  g_autoptr (GtkPageSetup) setup = NULL;
  g_autofree char *text = NULL;

  if (printer != NULL && gtk_printer_has_details (printer))
    setup = gtk_printer_get_default_page_size (printer);
  if (setup != NULL)
    text = g_strdup_printf (_ ("In the printer: %s"),
                            gtk_paper_size_get_display_name (gtk_page_setup_get_paper_size (setup)));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->paper_row), text != NULL ? text : "");
}

static void
details_cb (GtkPrinter *printer, gboolean success, gpointer user_data)
{
  show_loaded_paper (user_data);
}

static void
printer_changed_cb (PdPrintDeskSettings *self)
{
  GtkPrinter *printer = pd_print_desk_settings_get_printer (self);

  if (self->setting)
    return;
  show_offset (self);
  show_loaded_paper (self);
  if (printer != NULL && !gtk_printer_has_details (printer))
    {
      g_signal_handlers_disconnect_by_func (printer, details_cb, self);
      g_signal_connect_object (printer, "details-acquired", G_CALLBACK (details_cb), self, 0);
      gtk_printer_request_details (printer);
    }
  if (printer != NULL)
    g_key_file_set_string (self->keys, "Desk", "printer", gtk_printer_get_name (printer));
  changed_cb (self);
}

/**
 * pd_print_desk_settings_add_printer:
 * @self: settings
 * @printer: a printer
 *
 * Offers a printer. It is chosen when it was the last time, or is the system's own choice.
 */
void
pd_print_desk_settings_add_printer (PdPrintDeskSettings *self, GtkPrinter *printer)
{
  const char *name = gtk_printer_get_name (printer);
  guint at = g_list_model_get_n_items (G_LIST_MODEL (self->printers));
  const char *names[] = { name, NULL };

  g_list_store_append (self->printers, printer);
  gtk_string_list_splice (self->names, at, 0, names);
  if (g_strcmp0 (name, self->wanted) == 0 || (self->wanted == NULL && gtk_printer_is_default (printer)))
    adw_combo_row_set_selected (ADW_COMBO_ROW (self->printer_row), at);
}

/* "Print to File" is the button for a PDF file. */
static gboolean
printer_cb (GtkPrinter *printer, gpointer user_data)
{
  PdPrintDeskSettings *self = user_data;

  if (self->content != NULL && !gtk_printer_is_virtual (printer))
    pd_print_desk_settings_add_printer (self, printer);
  return FALSE;
}

static void
find_printers (PdPrintDeskSettings *self)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *known = g_settings_get_string (settings, "printer");

  self->wanted = g_key_file_get_string (self->keys, "Desk", "printer", NULL);
  if (self->wanted == NULL && *known != '\0')
    self->wanted = g_steal_pointer (&known);
  gtk_enumerate_printers (printer_cb, g_object_ref (self), g_object_unref, FALSE);
}

/* --- the widgets */

static GtkWidget *
add_choice (PdPrintDeskSettings *self, GtkWidget *group, const char *title, const char *const *choices)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  for (guint i = 0; choices[i] != NULL; i++)
    gtk_string_list_append (list, _ (choices[i]));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (changed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static GtkWidget *
new_row (const char *title, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), suffix);
  pd_set_accessible_label (suffix, title);
  return row;
}

static GtkWidget *
new_length (PdPrintDeskSettings *self, double most)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, most, 0.5);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 1);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (changed_cb), self);
  return spin;
}

static GtkWidget *
new_group (GtkWidget *box, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (GTK_BOX (box), group);
  return group;
}

static void
add_printer_group (PdPrintDeskSettings *self, GtkWidget *box)
{
  GtkWidget *group = new_group (box, _ ("Printer"));
  GtkWidget *button = gtk_button_new_with_label (_ ("Measure…"));

  self->names = gtk_string_list_new (NULL);
  /* Translators: in place of a printer's name: the print dialog of the system asks for one. */
  gtk_string_list_append (self->names, _ ("Other printer…"));
  self->printer_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->printer_row), _ ("Printer"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->printer_row), G_LIST_MODEL (self->names));
  g_object_unref (self->names);
  g_signal_connect_swapped (self->printer_row, "notify::selected", G_CALLBACK (printer_changed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->printer_row);
  self->copies = gtk_spin_button_new_with_range (1, PD_PRINT_MAX_COPIES, 1);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (_ ("Copies"), self->copies));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "desk.calibrate");
  self->offset_row = new_row (_ ("Position on paper"), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->offset_row);
}

/* (transfer container) untranslated: paper that has a name, and behind it paper that has none */
static const char **
paper_names (void)
{
  guint n;
  const PdPrintPaper *papers = pd_print_papers (&n);
  const char **names = g_new0 (const char *, n + 2);

  for (guint i = 0; i < n; i++)
    names[i] = papers[i].label;
  names[n] = N_ ("Own size");
  return names;
}

static void
add_sheet_group (PdPrintDeskSettings *self, GtkWidget *box)
{
  static const char *const ways[] = { N_ ("1"), N_ ("2"), N_ ("4"), N_ ("By kind"), NULL };
  g_autofree const char **names = paper_names ();
  static const char *const orientations[] = { N_ ("Automatic"), N_ ("Upright"), N_ ("Across"), NULL };
  static const char *const scales[] = { N_ ("Shrink to fit"), N_ ("Fill"), N_ ("Actual size"), NULL };
  GtkWidget *group = new_group (box, _ ("Sheet"));

  self->per_sheet_row = add_choice (self, group, _ ("Pages per sheet"), ways);
  pd_set_explanation (self->per_sheet_row,
                      _ ("By kind: train tickets four, invoices two, vehicle invoices one."));
  self->paper_row = add_choice (self, group, _ ("Paper"), names);
  self->width = new_length (self, 1200);
  self->height = new_length (self, 1200);
  self->width_row = new_row (_ ("Width in mm"), self->width);
  self->height_row = new_row (_ ("Height in mm"), self->height);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->width_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->height_row);
  self->orientation_row = add_choice (self, group, _ ("Orientation"), orientations);
  self->scale_row = add_choice (self, group, _ ("Size of pages"), scales);
  self->trouble = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->trouble), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->trouble), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->trouble), 0);
  gtk_widget_add_css_class (self->trouble, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_box_append (GTK_BOX (box), self->trouble);
}

static void
add_marks_group (PdPrintDeskSettings *self, GtkWidget *box)
{
  static const char *const titles[] = { N_ ("Cut lines"), N_ ("Sheet numbers"),
                                        N_ ("Cover sheet with totals"), N_ ("Grey instead of colour") };
  GtkWidget *group = new_group (box, _ ("On the sheets"));

  for (guint i = 0; i < N_SWITCHES; i++)
    {
      self->switches[i] = gtk_switch_new ();
      g_signal_connect_swapped (self->switches[i], "notify::active", G_CALLBACK (changed_cb), self);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (_ (titles[i]), self->switches[i]));
    }
}

static void
add_margins_group (PdPrintDeskSettings *self, GtkWidget *box)
{
  static const char *const titles[] = { N_ ("Left"), N_ ("Right"), N_ ("Top"), N_ ("Bottom"),
                                        N_ ("Between pages") };
  GtkWidget *group = new_group (box, _ ("Margins in mm"));

  for (guint i = 0; i < N_LENGTHS; i++)
    {
      self->lengths[i] = new_length (self, 100);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (_ (titles[i]), self->lengths[i]));
    }
}

static void
pd_print_desk_settings_dispose (GObject *object)
{
  PdPrintDeskSettings *self = PD_PRINT_DESK_SETTINGS (object);

  if (self->save_source != 0)
    {
      g_source_remove (self->save_source);
      save_cb (self);
    }
  self->setting = TRUE;
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (pd_print_desk_settings_parent_class)->dispose (object);
}

static void
pd_print_desk_settings_finalize (GObject *object)
{
  PdPrintDeskSettings *self = PD_PRINT_DESK_SETTINGS (object);

  g_key_file_unref (self->keys);
  g_clear_object (&self->printers);
  g_free (self->path);
  g_free (self->wanted);
  G_OBJECT_CLASS (pd_print_desk_settings_parent_class)->finalize (object);
}

static void
pd_print_desk_settings_class_init (PdPrintDeskSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_print_desk_settings_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_print_desk_settings_finalize;
  widget_class->focus = pd_focus_children;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  /* what is printed looks different from now on */
  signals[CHANGED] = g_signal_new ("changed", PD_TYPE_PRINT_DESK_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
pd_print_desk_settings_init (PdPrintDeskSettings *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  PdPrintSettings settings;

  self->setting = TRUE;
  self->keys = g_key_file_new ();
  self->path = g_build_filename (g_get_user_config_dir (), "piaodan", "print-desk.ini", NULL);
  g_key_file_load_from_file (self->keys, self->path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  self->printers = g_list_store_new (GTK_TYPE_PRINTER);
  add_sheet_group (self, box);
  add_printer_group (self, box);
  add_marks_group (self, box);
  add_margins_group (self, box);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  self->content = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->content), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->content), box);
  gtk_widget_set_vexpand (self->content, TRUE);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  pd_set_accessible_label (GTK_WIDGET (self), _ ("How it is printed"));
  pd_print_settings_init (&settings);
  pd_print_settings_from_key_file (&settings, self->keys);
  self->setting = FALSE;
  pd_print_desk_settings_set (self, &settings);
  show_offset (self);
  find_printers (self);
}

/** pd_print_desk_settings_new: Returns: (transfer floating): how the desk prints, as chosen last */
GtkWidget *
pd_print_desk_settings_new (void)
{
  return g_object_new (PD_TYPE_PRINT_DESK_SETTINGS, NULL);
}

/** pd_print_desk_settings_get: @settings: (out caller-allocates): how, with what the chosen printer is off */
void
pd_print_desk_settings_get (PdPrintDeskSettings *self, PdPrintSettings *settings)
{
  double x, y;

  pd_print_desk_settings_get_offset (self, &x, &y);
  *settings = self->last_good;
  settings->layout.offset_x = x * PD_POINTS_PER_MM;
  settings->layout.offset_y = y * PD_POINTS_PER_MM;
}

static void
set_mm (GtkWidget *spin, double value)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value / PD_POINTS_PER_MM);
}

/** pd_print_desk_settings_set: @settings: how; must pass pd_print_settings_check() */
void
pd_print_desk_settings_set (PdPrintDeskSettings *self, const PdPrintSettings *settings)
{
  const PdImpositionSettings *layout = &settings->layout;
  const PdPrintPaper *paper = pd_print_paper_for_size (layout->paper_width, layout->paper_height);
  guint n, way = 0;
  const PdPrintPaper *papers = pd_print_papers (&n);

  for (guint i = 0; i < G_N_ELEMENTS (per_sheets); i++)
    if (per_sheets[i] == layout->per_sheet)
      way = i;
  self->setting = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->per_sheet_row), way);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->paper_row), paper != NULL ? (guint) (paper - papers) : n);
  set_mm (self->width, layout->paper_width);
  set_mm (self->height, layout->paper_height);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->orientation_row), layout->orientation);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->scale_row), layout->scale);
  set_mm (self->lengths[LEFT], layout->margin_left);
  set_mm (self->lengths[RIGHT], layout->margin_right);
  set_mm (self->lengths[TOP], layout->margin_top);
  set_mm (self->lengths[BOTTOM], layout->margin_bottom);
  set_mm (self->lengths[GAP], layout->gap);
  gtk_switch_set_active (GTK_SWITCH (self->switches[CUT_LINES]), settings->cut_lines);
  gtk_switch_set_active (GTK_SWITCH (self->switches[NUMBERS]), settings->sheet_numbers);
  gtk_switch_set_active (GTK_SWITCH (self->switches[COVER]), settings->cover);
  gtk_switch_set_active (GTK_SWITCH (self->switches[GREY]), settings->grey);
  self->setting = FALSE;
  self->last_good = *settings;
  changed_cb (self);
}

/**
 * pd_print_desk_settings_use:
 * @self: settings of a desk
 * @settings: how; must pass pd_print_settings_check()
 *
 * Prints on this desk alone in another way, and keeps the one that was chosen before for others. What is chosen of printers
 * is kept all the same.
 */
void
pd_print_desk_settings_use (PdPrintDeskSettings *self, const PdPrintSettings *settings)
{
  self->borrowed = TRUE;
  pd_print_desk_settings_set (self, settings);
}

guint
pd_print_desk_settings_get_copies (PdPrintDeskSettings *self)
{
  return (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->copies));
}

/** pd_print_desk_settings_get_printer: Returns: (transfer none) (nullable): %NULL: the print dialog asks for one */
GtkPrinter *
pd_print_desk_settings_get_printer (PdPrintDeskSettings *self)
{
  g_autoptr (GtkPrinter) printer =
      g_list_model_get_item (G_LIST_MODEL (self->printers), selected (self->printer_row));

  /* the list keeps it */
  return printer;
}

/** pd_print_desk_settings_get_printer_name: Returns: (nullable): what the chosen printer is called */
const char *
pd_print_desk_settings_get_printer_name (PdPrintDeskSettings *self)
{
  GtkPrinter *printer = pd_print_desk_settings_get_printer (self);

  return printer != NULL ? gtk_printer_get_name (printer) : NULL;
}

/** pd_print_desk_settings_get_offset: tells by how many mm everything is moved for the chosen printer */
void
pd_print_desk_settings_get_offset (PdPrintDeskSettings *self, double *x_mm, double *y_mm)
{
  pd_print_calibration_get (self->keys, pd_print_desk_settings_get_printer_name (self), x_mm, y_mm);
}

/** pd_print_desk_settings_set_offset: keeps by how many mm everything is to be moved for the chosen printer */
void
pd_print_desk_settings_set_offset (PdPrintDeskSettings *self, double x_mm, double y_mm)
{
  const char *printer = pd_print_desk_settings_get_printer_name (self);

  if (printer == NULL)
    return;
  pd_print_calibration_set (self->keys, printer, x_mm, y_mm);
  show_offset (self);
  changed_cb (self);
}
