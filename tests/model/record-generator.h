/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-mutation.h"

/* Records, edits and mutations by chance, the same for the same seed. */

char *generate_id (GRand *random);
void generate_value (GRand *random, PdRecord *record, guint field);
PdRecord *generate_record (GRand *random, const PdRecordType *type, guint n_lines);
PdRecord *generate_order (GRand *random);
PdRecord *generate_edit (GRand *random, const PdRecord *before, guint n_edits);
PdMutation *generate_mutation (GRand *random);
PdResult *generate_result (GRand *random);

/* A record as a person can read it in the log of a failed test. */
char *describe_record (const PdRecord *record);
void describe_records (const char *headline, ...) G_GNUC_NULL_TERMINATED;
