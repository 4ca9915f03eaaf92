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

G_END_DECLS
