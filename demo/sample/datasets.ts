import { tutorial } from '../tutorial.ts'

/** How the files of the invented shop are read: bodies for `POST /v1/datasets`. */
export const sampleDatasets = [
  {
    ...tutorial.dataset,
    identity_sets: {
      customer: {
        ...tutorial.dataset.identity_sets.customer,
        phone: 'phone',
        person_first_name: 'first_name',
        person_last_name: 'last_name',
      },
    },
  },
  {
    name: 'customers',
    options: { type: 'hosted_csv', upload_directory: 'customers' },
    identity_sets: {
      customer: {
        email: 'email',
        phone: 'phone',
        person_first_name: 'first_name',
        person_last_name: 'last_name',
        house_number_and_street: ['street'],
        city: 'city',
        state: 'state',
        postcode: 'postcode',
      },
    },
    incremental_column: 'updated_at',
    output_to_traits: {
      age: { column_name: 'age' },
      gender: { column_name: 'gender' },
      income: { column_name: 'income_band' },
      home_ownership: { column_name: 'home_ownership', null_values: ['unknown'] },
      marital_status: { column_name: 'marital_status' },
      children: { column_name: 'children' },
      pets: { column_name: 'pets' },
    },
  },
]
