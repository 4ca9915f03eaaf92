/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-merge.h"

G_BEGIN_DECLS

struct _PdPatch
{
  gatomicrefcount references;
  const PdRecordType *type;
  GPtrArray *changes; /* (owned) of PdChange */
};

gboolean pd_atom_equal (const PdRecord *a, const PdRecord *b, const char *atom);
void pd_atom_copy (PdRecord *to, const PdRecord *from, const char *atom);
gboolean pd_line_content_equal (const PdRecord *a, const PdRecord *b);

G_END_DECLS
