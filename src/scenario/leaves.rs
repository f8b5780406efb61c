//! How each single value is written and read.

use super::dist::DistOf;
use super::fault::Reading;
use super::table::{Bounds, Description, Leaf, Shape};
use super::tree::Node;
use crate::units::*;

macro_rules! stub { ($($t:ty),*) => { $( impl Shape for $t {
    fn describe(bounds: Option<Bounds>) -> Description { Description::Leaf(Leaf { what: "", example: "", unit: "", scale: 1.0, bounds, numeric: true }) }
    fn read(_: &Node, _: Option<Bounds>, _: &mut Reading) -> Option<Self> { todo!() }
} )* } }
stub!(
    String,
    bool,
    u64,
    Seconds,
    WorkingDays,
    Share,
    Points,
    Fte,
    Number,
    Pounds,
    Wait,
    Clock,
    ClockSpan,
    Weekdays,
    Rate,
    jiff::civil::Date
);
impl<U> Shape for DistOf<U> {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::Distribution(Leaf { what: "", example: "", unit: "", scale: 1.0, bounds, numeric: true })
    }
    fn read(_: &Node, _: Option<Bounds>, _: &mut Reading) -> Option<Self> {
        todo!()
    }
}
impl<T: Shape> Shape for Vec<T> {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::List(Box::new(T::describe(bounds)))
    }
    fn read(_: &Node, _: Option<Bounds>, _: &mut Reading) -> Option<Self> {
        todo!()
    }
}
impl<T: Shape> Shape for indexmap::IndexMap<String, T> {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::Keyed(Box::new(T::describe(bounds)))
    }
    fn read(_: &Node, _: Option<Bounds>, _: &mut Reading) -> Option<Self> {
        todo!()
    }
}
