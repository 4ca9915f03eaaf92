/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-merge.h"

/* The algebra of the merge (sync: 2.4), for tests by chance and for the fuzzer. */

const char *merge_find_broken_law (const PdRecord *base, const PdRecord *local, const PdRecord *remote);
const char *merge_find_broken_patch_law (const PdRecord *a, const PdRecord *b, const PdRecord *c);
gboolean merge_is_sound (const PdRecord *record);
