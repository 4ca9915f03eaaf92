/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdProblemWeight: whether a person may go on in spite of it. */
typedef enum
{
  PD_PROBLEM_ERROR,
  PD_PROBLEM_OVERRIDABLE,
  PD_PROBLEM_NOTE
} PdProblemWeight;

/** PdProblem: what is wrong with one field, in words that can stand beside it. */
typedef struct
{
  const PdRecordType *type; /* whose field it is: the record's, or its line's */
  char *line_id;            /* (nullable) NULL for a field of the record itself */
  int field;                /* -1 when it concerns the whole record */
  PdProblemWeight weight;
  char *message; /* a translated sentence */
} PdProblem;

void pd_problem_free (PdProblem *problem);
void pd_problem_add (GPtrArray *problems,
                     const PdRecord *owner,
                     gboolean is_line,
                     int field,
                     PdProblemWeight weight,
                     const char *format,
                     ...) G_GNUC_PRINTF (6, 7);
char *pd_problem_path (const PdProblem *problem);
char *pd_problem_sentence (const PdProblem *problem, const PdRecord *record);
GPtrArray *pd_record_check (const PdRecord *record, PdRequired level);
const PdProblem *pd_problems_find (GPtrArray *problems, const char *line_id, int field);
const PdProblem *pd_problems_first_error (GPtrArray *problems);

G_END_DECLS
