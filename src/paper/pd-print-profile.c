/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-print-profile.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* What is kept between two times: how a person prints, and what each printer is off. Values from the file are as
 * doubtful as any others: what is out of range is as if it were not there. */

#define GROUP "Print desk"
#define PRINTERS "Printer offsets"
#define MIN_SIDE_MM 40.0
#define MAX_SIDE_MM 1200.0
#define MAX_MARGIN_MM 100.0
/* What has to be left for pages between margins and gaps. */
#define MIN_ROOM_MM 20.0
/* Sizes that are equal but for rounding, points. */
#define SAME 1.5

static const PdPrintPaper papers[] = {
  { "a4", N_ ("A4"), PD_A4_WIDTH, PD_A4_HEIGHT },
  { "a5", N_ ("A5"), 148 * PD_POINTS_PER_MM, 210 * PD_POINTS_PER_MM },
  { "a3", N_ ("A3"), 297 * PD_POINTS_PER_MM, 420 * PD_POINTS_PER_MM },
  { "letter", N_ ("Letter"), 8.5 * 72, 11 * 72 },
  { "label", N_ ("Label, 100 × 150 mm"), 100 * PD_POINTS_PER_MM, 150 * PD_POINTS_PER_MM },
};

static const char *const orientations[] = { "automatic", "portrait", "landscape" };
static const char *const scales[] = { "shrink", "fill", "actual" };

/** pd_print_papers: @n_papers: (out): how many. Returns: (transfer none): paper that can be chosen by name */
const PdPrintPaper *
pd_print_papers (guint *n_papers)
{
  *n_papers = G_N_ELEMENTS (papers);
  return papers;
}

/** pd_print_paper_find: @name: as "a4", in either case. Returns: (transfer none) (nullable): this paper */
const PdPrintPaper *
pd_print_paper_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    if (g_ascii_strcasecmp (papers[i].name, name) == 0)
      return &papers[i];
  return NULL;
}

/**
 * pd_print_paper_for_size:
 * @width: points, upright
 * @height: points
 *
 * Returns: (transfer none) (nullable): the paper of this size; %NULL for a size of one's own
 */
const PdPrintPaper *
pd_print_paper_for_size (double width, double height)
{
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    if (fabs (papers[i].width - width) < SAME && fabs (papers[i].height - height) < SAME)
      return &papers[i];
  return NULL;
}

static void
set_mm (GKeyFile *keys, const char *name, double points)
{
  g_key_file_set_double (keys, GROUP, name, round (points / PD_POINTS_PER_MM * 100) / 100);
}

/**
 * pd_print_settings_to_key_file:
 * @settings: how a person prints; the offset of the printer is not of it
 * @keys: where to
 */
void
pd_print_settings_to_key_file (const PdPrintSettings *settings, GKeyFile *keys)
{
  const PdImpositionSettings *layout = &settings->layout;

  set_mm (keys, "paper-width", layout->paper_width);
  set_mm (keys, "paper-height", layout->paper_height);
  g_key_file_set_string (keys, GROUP, "orientation", orientations[layout->orientation]);
  g_key_file_set_string (keys, GROUP, "scale", scales[layout->scale]);
  g_key_file_set_integer (keys, GROUP, "per-sheet", (int) layout->per_sheet);
  set_mm (keys, "margin-left", layout->margin_left);
  set_mm (keys, "margin-right", layout->margin_right);
  set_mm (keys, "margin-top", layout->margin_top);
  set_mm (keys, "margin-bottom", layout->margin_bottom);
  set_mm (keys, "gap", layout->gap);
  g_key_file_set_boolean (keys, GROUP, "grey", settings->grey);
  g_key_file_set_boolean (keys, GROUP, "cut-lines", settings->cut_lines);
  g_key_file_set_boolean (keys, GROUP, "sheet-numbers", settings->sheet_numbers);
  g_key_file_set_boolean (keys, GROUP, "cover", settings->cover);
}

static void
get_mm (GKeyFile *keys, const char *name, double least, double most, double *points)
{
  g_autoptr (GError) error = NULL;
  double mm = g_key_file_get_double (keys, GROUP, name, &error);

  if (error == NULL && isfinite (mm) && mm >= least && mm <= most)
    *points = mm * PD_POINTS_PER_MM;
}

static void
get_flag (GKeyFile *keys, const char *name, gboolean *flag)
{
  g_autoptr (GError) error = NULL;
  gboolean value = g_key_file_get_boolean (keys, GROUP, name, &error);

  if (error == NULL)
    *flag = value;
}

static guint
get_word (GKeyFile *keys, const char *name, const char *const *words, guint n_words, guint otherwise)
{
  g_autofree char *word = g_key_file_get_string (keys, GROUP, name, NULL);

  for (guint i = 0; word != NULL && i < n_words; i++)
    if (g_str_equal (words[i], word))
      return i;
  return otherwise;
}

/**
 * pd_print_settings_from_key_file:
 * @settings: (inout): settings; what the file does not have in good order stays
 * @keys: where from
 */
void
pd_print_settings_from_key_file (PdPrintSettings *settings, GKeyFile *keys)
{
  PdPrintSettings read = *settings;
  PdImpositionSettings *layout = &read.layout;
  g_autoptr (GError) error = NULL;
  int per_sheet = g_key_file_get_integer (keys, GROUP, "per-sheet", &error);

  if (error == NULL && (per_sheet == 0 || per_sheet == 1 || per_sheet == 2 || per_sheet == 4))
    layout->per_sheet = (guint) per_sheet;
  get_mm (keys, "paper-width", MIN_SIDE_MM, MAX_SIDE_MM, &layout->paper_width);
  get_mm (keys, "paper-height", MIN_SIDE_MM, MAX_SIDE_MM, &layout->paper_height);
  get_mm (keys, "margin-left", 0, MAX_MARGIN_MM, &layout->margin_left);
  get_mm (keys, "margin-right", 0, MAX_MARGIN_MM, &layout->margin_right);
  get_mm (keys, "margin-top", 0, MAX_MARGIN_MM, &layout->margin_top);
  get_mm (keys, "margin-bottom", 0, MAX_MARGIN_MM, &layout->margin_bottom);
  get_mm (keys, "gap", 0, MAX_MARGIN_MM, &layout->gap);
  layout->orientation =
      get_word (keys, "orientation", orientations, G_N_ELEMENTS (orientations), layout->orientation);
  layout->scale = get_word (keys, "scale", scales, G_N_ELEMENTS (scales), layout->scale);
  get_flag (keys, "grey", &read.grey);
  get_flag (keys, "cut-lines", &read.cut_lines);
  get_flag (keys, "sheet-numbers", &read.sheet_numbers);
  get_flag (keys, "cover", &read.cover);
  if (pd_print_settings_check (&read, NULL))
    *settings = read;
}

/**
 * pd_print_settings_check:
 * @settings: how a person wants to print
 * @error: return location: a sentence that can be shown
 *
 * Returns: whether something of the pages fits between margins and gaps, whichever way the paper lies
 */
gboolean
pd_print_settings_check (const PdPrintSettings *settings, GError **error)
{
  const PdImpositionSettings *layout = &settings->layout;
  double side = MIN (layout->paper_width, layout->paper_height);
  double used = MAX (layout->margin_left + layout->margin_right, layout->margin_top + layout->margin_bottom);

  if (side >= MIN_SIDE_MM * PD_POINTS_PER_MM &&
      side - used - layout->gap >= 2 * MIN_ROOM_MM * PD_POINTS_PER_MM)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("Margins and gap leave no room on this paper. Make them smaller."));
  return FALSE;
}

/* A key's name: the name of a printer has characters that a key must not have. */
static char *
key_of (const char *printer)
{
  return g_uri_escape_string (printer, NULL, FALSE);
}

/**
 * pd_print_calibration_get:
 * @keys: what is kept
 * @printer: (nullable): a printer's name
 * @x_mm: (out): how far what it prints is to be moved to the right, mm
 * @y_mm: (out): how far down, mm
 *
 * Tells what was measured for a printer; nothing for one that was not.
 */
void
pd_print_calibration_get (GKeyFile *keys, const char *printer, double *x_mm, double *y_mm)
{
  g_autofree char *key = printer != NULL && *printer != '\0' ? key_of (printer) : NULL;
  g_autofree double *offsets = NULL;
  gsize n = 0;

  *x_mm = *y_mm = 0;
  if (key != NULL)
    offsets = g_key_file_get_double_list (keys, PRINTERS, key, &n, NULL);
  if (offsets == NULL || n != 2 || !isfinite (offsets[0]) || !isfinite (offsets[1]) ||
      fabs (offsets[0]) > PD_PRINT_MAX_OFFSET_MM || fabs (offsets[1]) > PD_PRINT_MAX_OFFSET_MM)
    return;
  *x_mm = offsets[0];
  *y_mm = offsets[1];
}

/**
 * pd_print_calibration_set:
 * @keys: what is kept
 * @printer: a printer's name
 * @x_mm: how far to the right, mm
 * @y_mm: how far down, mm
 *
 * Keeps what was measured for a printer, within %PD_PRINT_MAX_OFFSET_MM.
 */
void
pd_print_calibration_set (GKeyFile *keys, const char *printer, double x_mm, double y_mm)
{
  g_autofree char *key = key_of (printer);
  double offsets[] = { CLAMP (x_mm, -PD_PRINT_MAX_OFFSET_MM, PD_PRINT_MAX_OFFSET_MM),
                       CLAMP (y_mm, -PD_PRINT_MAX_OFFSET_MM, PD_PRINT_MAX_OFFSET_MM) };

  if (*printer == '\0')
    return;
  if (offsets[0] == 0 && offsets[1] == 0)
    g_key_file_remove_key (keys, PRINTERS, key, NULL);
  else
    g_key_file_set_double_list (keys, PRINTERS, key, offsets, G_N_ELEMENTS (offsets));
}
