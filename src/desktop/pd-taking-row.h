/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PD_TAKING_N_TEXTS 4

/**
 * PdTakingMark: what becomes of a row of a file.
 * @PD_TAKING_NEW: it is new
 * @PD_TAKING_DECIDE: a person decides
 * @PD_TAKING_KNOWN: it is here already
 * @PD_TAKING_NOTHING: it is of nothing that is here, or left out
 * @PD_TAKING_WRONG: it cannot be read, or was refused
 */
typedef enum
{
  PD_TAKING_NEW,
  PD_TAKING_DECIDE,
  PD_TAKING_KNOWN,
  PD_TAKING_NOTHING,
  PD_TAKING_WRONG,
  PD_TAKING_N_MARKS
} PdTakingMark;

#define PD_TYPE_TAKING_ROW (pd_taking_row_get_type ())
G_DECLARE_FINAL_TYPE (PdTakingRow, pd_taking_row, PD, TAKING_ROW, GObject)

/** PdTakingRow: a row of a file, or one way to take it over. */
struct _PdTakingRow
{
  GObject parent_instance;

  guint number;                   /* of the row in the file, from 1 */
  char *texts[PD_TAKING_N_TEXTS]; /* (owned) (nullable) */
  char *sentence;                 /* (owned) what becomes of it, and why */
  PdTakingMark mark;
  int choice;    /* -1: there is nothing to tick */
  guint group;   /* of rows with a tick of which one may be chosen */
  gboolean tick; /* a property, "tick" */
};

PdTakingRow *pd_taking_row_new (guint number, PdTakingMark mark, const char *sentence);
void pd_taking_row_set_choice (PdTakingRow *self, guint choice, guint group, gboolean tick);
void pd_taking_row_set_tick (PdTakingRow *self, gboolean tick);

G_END_DECLS
