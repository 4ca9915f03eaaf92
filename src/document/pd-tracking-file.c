/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-tracking-file.h"

#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows before the headings, and columns that are looked at. */
#define MAX_PREAMBLE 30
#define MAX_COLUMNS 100

#define MAX_PROBLEMS 1000
#define MAX_NAMES 16

typedef enum
{
  COLUMN_NUMBER,
  COLUMN_TIME,
  COLUMN_DATE,
  COLUMN_STATUS,
  COLUMN_PLACE,
  COLUMN_TEXT,
  N_COLUMNS
} Column;

/* What carriers and shipping platforms call their columns, without spaces; of several in a file the one that stands first
 * here is meant. */
static const char *const names[N_COLUMNS][MAX_NAMES] = {
  [COLUMN_NUMBER] = { "运单号", "运单编号", "运单号码", "快递单号", "物流单号", "快件单号", "面单号",
                      "邮件号", "单号", "trackingnumber", "tracking_number", "trackingno", "waybill",
                      "tracking" },
  [COLUMN_TIME] = { "轨迹时间", "发生时间", "操作时间", "扫描时间", "事件时间", "更新时间", "时间", "time",
                    "happenedat", "happened_at", "datetime" },
  [COLUMN_DATE] = { "轨迹日期", "操作日期", "日期", "date" },
  [COLUMN_STATUS] = { "物流状态", "快件状态", "运单状态", "轨迹状态", "签收状态", "状态", "事件", "操作类型",
                      "扫描类型", "status", "event", "kind" },
  [COLUMN_PLACE] = { "当前位置", "所在地", "所在城市", "地点", "操作网点", "网点", "站点", "城市", "place",
                     "location", "city", "where" },
  [COLUMN_TEXT] = { "轨迹描述", "物流轨迹", "物流信息", "轨迹信息", "轨迹内容", "轨迹", "描述", "内容",
                    "详情", "说明", "备注", "description", "details", "text", "remark" },
};

/** Reading: one sheet under way. */
typedef struct
{
  PdSheet *sheet;
  guint header;           /* row */
  int columns[N_COLUMNS]; /* -1 where the file has it not */
  PdTrackingFile *file;
} Reading;

static void
problem_free (gpointer data)
{
  PdTrackingProblem *problem = data;

  g_free (problem->sentence);
  g_free (problem);
}

/* @sentence: (transfer full) */
static void
add_problem (Reading *reading, guint row, char *sentence)
{
  PdTrackingProblem *problem;

  if (reading->file->problems->len >= MAX_PROBLEMS)
    {
      g_free (sentence);
      return;
    }
  problem = g_new0 (PdTrackingProblem, 1);
  problem->row = row + 1;
  problem->sentence = sentence;
  g_ptr_array_add (reading->file->problems, problem);
}

/* Without the tab or the accent by which programs keep a spreadsheet from making a number of it. */
static char *
cell (const Reading *reading, guint row, Column column)
{
  int at = reading->columns[column];
  g_autofree char *plain =
      at >= 0 ? pd_plain_text (pd_sheet_get_cell (reading->sheet, row, (guint) at)) : NULL;

  return plain != NULL ? g_strdup (g_strstrip (plain + (*plain == '`' || *plain == '\''))) : g_strdup ("");
}

/* --- columns */

static char *
heading (PdSheet *sheet, guint row, guint column)
{
  g_autofree char *plain = pd_plain_text (pd_sheet_get_cell (sheet, row, column));
  g_autofree char *small = g_utf8_strdown (plain != NULL ? plain : "", -1);
  g_auto (GStrv) words = g_strsplit_set (small, " \t\r\n\"'*", -1);

  return g_strjoinv ("", words);
}

static int
rank_of (Column column, const char *name)
{
  for (int i = 0; i < MAX_NAMES && names[column][i] != NULL; i++)
    if (g_str_equal (names[column][i], name))
      return i;
  return -1;
}

static void
read_headings (Reading *reading, guint row)
{
  int ranks[N_COLUMNS];

  reading->header = row;
  for (guint i = 0; i < N_COLUMNS; i++)
    reading->columns[i] = ranks[i] = -1;
  for (guint column = 0; column < MIN (pd_sheet_get_n_columns (reading->sheet), MAX_COLUMNS); column++)
    {
      g_autofree char *name = heading (reading->sheet, row, column);

      for (guint i = 0; i < N_COLUMNS; i++)
        {
          int rank = rank_of (i, name);

          if (rank < 0 || (ranks[i] >= 0 && ranks[i] <= rank))
            continue;
          ranks[i] = rank;
          reading->columns[i] = (int) column;
        }
    }
}

static gboolean
find_columns (Reading *reading)
{
  const int *at = reading->columns;

  for (guint row = 0; row < MIN (pd_sheet_get_n_rows (reading->sheet), MAX_PREAMBLE); row++)
    {
      read_headings (reading, row);
      if (at[COLUMN_NUMBER] >= 0 && (at[COLUMN_TIME] >= 0 || at[COLUMN_DATE] >= 0) &&
          (at[COLUMN_STATUS] >= 0 || at[COLUMN_TEXT] >= 0))
        return TRUE;
    }
  return FALSE;
}

/* --- rows */

/* One column has both, or one the day and one the clock. */
static char *
time_text (const Reading *reading, guint row)
{
  g_autofree char *time = cell (reading, row, COLUMN_TIME);
  g_autofree char *date = cell (reading, row, COLUMN_DATE);

  if (*time == '\0')
    return g_steal_pointer (&date);
  if (*date == '\0' || strpbrk (time, "-/.年") != NULL || strlen (time) > 8)
    return g_steal_pointer (&time);
  return g_strconcat (date, " ", time, NULL);
}

/* A spreadsheet keeps fifteen digits of what it takes for a number. */
static gboolean
number_is_damaged (const Reading *reading, guint row)
{
  return (pd_sheet_get_cell_flags (reading->sheet, row, (guint) reading->columns[COLUMN_NUMBER]) &
          PD_SHEET_CELL_INEXACT) != 0;
}

static void
read_row (Reading *reading, guint row)
{
  g_autoptr (PdTrackingEvent) event = pd_tracking_event_new (row + 1);
  g_autofree char *status = cell (reading, row, COLUMN_STATUS), *when = time_text (reading, row);
  g_autofree char *folded = NULL;

  g_free (event->number);
  event->number = cell (reading, row, COLUMN_NUMBER);
  g_free (event->place);
  event->place = cell (reading, row, COLUMN_PLACE);
  g_free (event->text);
  event->text = cell (reading, row, COLUMN_TEXT);
  event->kind = pd_tracking_find_kind (status, event->text);
  folded = pd_tracking_fold_number (event->number);
  if (*folded == '\0')
    add_problem (reading, row, g_strdup (_ ("There is no tracking number.")));
  else if (number_is_damaged (reading, row))
    add_problem (
        reading, row,
        g_strdup_printf (_ ("“%s” has lost its last digits: format the column as text before you save."),
                         event->number));
  else if (!pd_tracking_parse_time (when, &event->happened_at))
    add_problem (reading, row, g_strdup_printf (_ ("“%s” is not a time that can be read."), when));
  else if (event->kind == NULL)
    add_problem (reading, row,
                 *status != '\0'
                     ? g_strdup_printf (_ ("“%s” is not a state of a parcel that is known."), status)
                     : g_strdup (_ ("It does not say what happened.")));
  else
    {
      /* Where nothing else is said, these are the carrier's words. */
      if (*event->text == '\0')
        {
          g_free (event->text);
          event->text = g_steal_pointer (&status);
        }
      g_ptr_array_add (reading->file->events, g_steal_pointer (&event));
    }
}

/**
 * pd_tracking_file_read:
 * @book: what a carrier or a shipping platform exports of parcels on their way, as CSV or XLSX
 * @error: return location for a %PD_SHEET_ERROR
 *
 * Finds the row of headings behind whatever stands before it, and the columns by their names.
 *
 * Returns: (transfer full) (nullable): the events, or %NULL when no sheet has headings of such a file
 */
PdTrackingFile *
pd_tracking_file_read (PdSheetBook *book, GError **error)
{
  for (guint i = 0; i < pd_sheet_book_get_n_sheets (book); i++)
    {
      Reading reading = { .sheet = pd_sheet_book_get_sheet (book, i) };

      if (!find_columns (&reading))
        continue;
      reading.file = g_new0 (PdTrackingFile, 1);
      reading.file->events = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_tracking_event_free);
      reading.file->problems = g_ptr_array_new_with_free_func (problem_free);
      for (guint row = reading.header + 1; row < pd_sheet_get_n_rows (reading.sheet); row++)
        if (!pd_sheet_row_is_empty (reading.sheet, row))
          read_row (&reading, row);
      return reading.file;
    }
  g_set_error_literal (error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT,
                       _ ("This is no file of tracking events that can be read: no row has headings such as "
                          "运单号, 时间 and 状态."));
  return NULL;
}

void
pd_tracking_file_free (PdTrackingFile *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->problems);
  g_free (self);
}
