/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-type.h"

G_BEGIN_DECLS

/** PdPeopleField: how many people a field names. */
typedef enum
{
  PD_PEOPLE_NONE,
  PD_PEOPLE_ONE,
  PD_PEOPLE_MANY
} PdPeopleField;

PdPeopleField pd_people_field_find (const PdRecordType *type, guint field);

G_END_DECLS
