/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-reader.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/* Limits of one taking in: what a person drops by mistake, and what is made to harm. */
#define PD_TAKE_IN_MAX_FILES 5000
#define PD_TAKE_IN_MAX_DEPTH 12

/** PdTakeInOutcome: what became of a file. */
typedef enum
{
  PD_TAKE_IN_NEW,        /* a received invoice was made of it */
  PD_TAKE_IN_ADDED,      /* another file of an invoice that was here */
  PD_TAKE_IN_ALREADY,    /* the invoice, or this very file, was here */
  PD_TAKE_IN_OWN,        /* an invoice that the own company issued */
  PD_TAKE_IN_DIFFERENT,  /* the number is here, and tells something else: nothing was done */
  PD_TAKE_IN_NO_INVOICE, /* something else */
  PD_TAKE_IN_UNREADABLE  /* cannot be read or kept; the sentence says why */
} PdTakeInOutcome;

/** PdTakeInRow: one file and what became of it. */
typedef struct
{
  char *name; /* (owned): as people know it, in a folder or a zip by its path there */
  PdTakeInOutcome outcome;
  char *number;   /* (owned) (nullable): the invoice's */
  char *id;       /* (owned) (nullable): the received invoice's */
  char *sentence; /* (owned): what became of it, and why */
  char *warnings; /* (owned) (nullable): what a person should look at, a line each */
} PdTakeInRow;

/** PdTakeInOptions: who takes in, and where to. */
typedef struct
{
  PdStore *store;
  PdReader *reader;
  const char *data_dir;
  const char *tenant; /* the tenant's id */
  const char *today;  /* the business date, "YYYY-MM-DD" */
} PdTakeInOptions;

/**
 * PdTakeInProgress:
 * @done: files that are done
 * @total: files that are known of; grows while folders and zips are opened
 * @name: (nullable): the file that is looked at now
 */
typedef void (*PdTakeInProgress) (guint done, guint total, const char *name, gpointer data);

const char *pd_take_in_outcome_name (PdTakeInOutcome outcome);
const char *pd_take_in_outcome_label (PdTakeInOutcome outcome);
gboolean pd_take_in_outcome_is_trouble (PdTakeInOutcome outcome);
GPtrArray *pd_take_in (const PdTakeInOptions *options,
                       GPtrArray *files,
                       PdTakeInProgress progress,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error);
void pd_take_in_async (const PdTakeInOptions *options,
                       GPtrArray *files,
                       PdTakeInProgress progress,
                       gpointer data,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
GPtrArray *pd_take_in_finish (GAsyncResult *result, GError **error);

G_END_DECLS
